// Package wire converts between the core's types and the API's messages.
package wire

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

// Sample gives a sample as the API's message. It shares slices and maps with s.
func Sample(s *sample.Sample) *callmillv1.Sample {
	p := &s.Provenance
	m := &callmillv1.Sample{
		Id:       s.ID,
		Query:    s.Query(),
		Messages: make([]*callmillv1.Message, len(s.Messages)),
		Tools:    s.Tools,
		Calls:    Calls(s.Calls),
		Facets:   make([]*callmillv1.FacetValue, len(s.Facets)),
		Provenance: &callmillv1.Provenance{
			Domain: p.Domain, DomainHash: p.DomainHash, Seed: p.Seed, Slot: p.Slot,
			Pathway: p.Pathway, Modality: modality(p.Modality),
			Policy: p.Policy, PolicyHash: p.PolicyHash,
			Template: p.Template, Nodes: p.Nodes, Items: p.Items,
			Seen: p.Seen, Turns: turns(p.Turns), Verdict: verdict(p.Verdict),
			Contrast: contrast(p.Contrast), Language: p.Language,
		},
		Reply: reply(s.Reply), Context: contextOf(s.Context),
	}
	for i, msg := range s.Messages {
		m.Messages[i] = &callmillv1.Message{
			Role: role(msg.Role), Content: msg.Content, Calls: Calls(msg.Calls), CallId: msg.CallID,
		}
	}
	for i, f := range s.Facets {
		m.Facets[i] = &callmillv1.FacetValue{Facet: f.Facet, Bucket: f.Bucket}
	}
	return m
}

// SampleFrom gives the API's message as a sample. It shares slices and maps
// with m.
func SampleFrom(m *callmillv1.Sample) *sample.Sample {
	p := m.GetProvenance()
	s := &sample.Sample{
		ID:       m.GetId(),
		Messages: make([]sample.Message, len(m.GetMessages())),
		Tools:    m.GetTools(),
		Calls:    callsFrom(m.GetCalls()),
		Facets:   make([]sample.FacetValue, len(m.GetFacets())),
		Provenance: sample.Provenance{
			Domain: p.GetDomain(), DomainHash: p.GetDomainHash(), Seed: p.GetSeed(), Slot: p.GetSlot(),
			Pathway: p.GetPathway(), Modality: modalityFrom(p.GetModality()),
			Policy: p.GetPolicy(), PolicyHash: p.GetPolicyHash(),
			Template: p.GetTemplate(), Nodes: p.GetNodes(), Items: p.GetItems(),
			Seen: p.GetSeen(), Turns: turnsFrom(p.GetTurns()), Verdict: verdictFrom(p.GetVerdict()),
			Contrast: contrastFrom(p.GetContrast()), Language: p.GetLanguage(),
		},
		Reply: replyFrom(m.GetReply()), Context: contextFrom(m.GetContext()),
	}
	for i, msg := range m.GetMessages() {
		s.Messages[i] = sample.Message{
			Role: roleFrom(msg.GetRole()), Content: msg.GetContent(),
			Calls: callsFrom(msg.GetCalls()), CallID: msg.GetCallId(),
		}
	}
	for i, f := range m.GetFacets() {
		s.Facets[i] = sample.FacetValue{Facet: f.GetFacet(), Bucket: f.GetBucket()}
	}
	return s
}

func role(r sample.Role) callmillv1.Role {
	switch r {
	case sample.RoleSystem:
		return callmillv1.Role_ROLE_SYSTEM
	case sample.RoleUser:
		return callmillv1.Role_ROLE_USER
	case sample.RoleAssistant:
		return callmillv1.Role_ROLE_ASSISTANT
	case sample.RoleTool:
		return callmillv1.Role_ROLE_TOOL
	default:
		return callmillv1.Role_ROLE_UNSPECIFIED
	}
}

func roleFrom(r callmillv1.Role) sample.Role {
	for _, have := range []sample.Role{sample.RoleSystem, sample.RoleUser, sample.RoleAssistant, sample.RoleTool} {
		if role(have) == r {
			return have
		}
	}
	return ""
}

func modality(m sample.Modality) callmillv1.Modality {
	switch m {
	case sample.ModalityPhrase:
		return callmillv1.Modality_MODALITY_PHRASE
	case sample.ModalityText:
		return callmillv1.Modality_MODALITY_TEXT
	case sample.ModalityVision:
		return callmillv1.Modality_MODALITY_VISION
	default:
		return callmillv1.Modality_MODALITY_UNSPECIFIED
	}
}

func modalityFrom(m callmillv1.Modality) sample.Modality {
	for _, have := range []sample.Modality{sample.ModalityPhrase, sample.ModalityText, sample.ModalityVision} {
		if modality(have) == m {
			return have
		}
	}
	return ""
}

// Calls gives calls as the API's messages.
func Calls(cs []sample.Call) []*callmillv1.Call {
	if len(cs) == 0 {
		return nil
	}
	out := make([]*callmillv1.Call, len(cs))
	for i, c := range cs {
		out[i] = &callmillv1.Call{
			Id: c.ID, Name: c.Name, ArgumentsJson: c.Arguments, DependsOn: c.DependsOn, ResultJson: c.Result,
		}
	}
	return out
}

func callsFrom(cs []*callmillv1.Call) []sample.Call {
	if len(cs) == 0 {
		return nil
	}
	out := make([]sample.Call, len(cs))
	for i, c := range cs {
		out[i] = sample.Call{
			ID: c.GetId(), Name: c.GetName(), Arguments: c.GetArgumentsJson(), DependsOn: c.GetDependsOn(),
			Result: c.GetResultJson(),
		}
	}
	return out
}
