package serve

import (
	"context"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/text"
	"github.com/callmill/callmill/pathways/vision"
	"github.com/callmill/callmill/server/internal/run"
)

// Roles are the roles of models, in the order in which people are told of them.
func Roles() []ollama.Role {
	return []ollama.Role{ollama.RoleText, ollama.RoleVision, ollama.RoleJudge}
}

// startFleet begins to look at the Ollama hosts; nil where none is named.
func (s *Server) startFleet(ctx context.Context, o ollama.Options) (*ollama.Fleet, error) {
	if len(o.Hosts) == 0 {
		return nil, nil //nolint:nilnil // a nil fleet is one without hosts
	}
	fleet, err := ollama.New(o)
	if err != nil {
		return nil, err
	}
	s.onStop("leave the Ollama hosts", fleet.Stop)
	if err := fleet.Start(ctx); err != nil {
		return nil, err
	}
	return fleet, nil
}

// newEngine makes a domain ready, with the pathways that need models; named
// overrides the models that the domain names.
func newEngine(d *domain.Domain, fleet *ollama.Fleet, named map[ollama.Role]string) (*run.Engine, error) {
	names := map[ollama.Role]string{}
	for _, r := range Roles() {
		names[r] = d.Models[string(r)]
		if n := named[r]; n != "" {
			names[r] = n
		}
	}
	models := fleet.Models(names)
	outside := run.Outside{
		Pathways: func(phrases []pathways.Pathway, checks *check.Pipeline) ([]pathways.Outside, error) {
			return modelPathways(d, models, phrases, checks)
		},
		Judge:   &judge{Judge: check.NewJudge(d, models), models: models},
		Changed: fleet.Changed,
	}
	if fleet == nil {
		outside.Judge, outside.Hint = nil, models.Down(ollama.RoleText)
	}
	return run.NewEngine(d, outside)
}

func modelPathways(
	d *domain.Domain, models *ollama.Models, phrases []pathways.Pathway, checks *check.Pipeline,
) ([]pathways.Outside, error) {
	query, err := text.Query(d, models, checks, phrases...)
	if err != nil {
		return nil, err
	}
	return []pathways.Outside{
		text.Brief(d, models, checks, phrases...), text.Rewrite(d, models, checks, phrases...), query,
		vision.Need(d, models, checks), vision.Edit(d, models, checks),
	}, nil
}

// judge is a check.Judge that knows whether its model is there.
type judge struct {
	*check.Judge

	models *ollama.Models
}

// Down implements run.Judge.
func (j *judge) Down() string { return j.models.Down(ollama.RoleJudge) }
