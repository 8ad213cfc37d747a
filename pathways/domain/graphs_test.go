package domain

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// graphDomain returns a domain of one tool and a graph in some format.
func graphDomain(name, text, mapping string) fstest.MapFS {
	return fstest.MapFS{
		"domain.yaml": {Data: []byte("name: g\ngraph: " + name + "\nmapping: " + mapping + "\n")},
		"tools.json":  {Data: []byte(`[{"name":"undo"}]`)},
		name:          {Data: []byte(text)},
	}
}

// TestGraphFormats: what the formats make of the same animals, and what the
// mapping changes.
func TestGraphFormats(t *testing.T) {
	const turtle = `@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <https://e.com/> .
e:Dog a e:Class ; rdfs:label "Dog"@en, "Hund"@de ; skos:altLabel "hound", "HOUND" ;
  rdfs:subClassOf e:Animal, e:Nowhere .
e:GuideDog a e:Class ; rdfs:subClassOf e:Dog .
e:Animal a e:Class ; skos:prefLabel "animal"@en-US ; rdfs:label "AnimalClass" .
e:other a e:Class ; rdfs:label "dog" .
e:says a e:Property ; rdfs:label "says" ; e:of e:Dog .
[] rdfs:label "nobody" .
`
	for _, c := range []struct{ name, text, mapping, want string }{
		{
			"g.ttl", turtle, "{}",
			`class/dog [Dog hound] is_a class/animal; class/guide_dog [guide dog] is_a class/dog; ` +
				`class/animal [animal animal class]; property/says [says]; notes 1`,
		},
		{
			"g.ttl", turtle, "{languages: [de], label: rdfs:label, edges: {of: e:of}, types: {e:Class: beast, e:Property: act}}",
			`beast/dog [Hund hound]; beast/guide_dog [guide dog]; beast/animal [animal class]; beast/other [dog]; ` +
				`act/says [says] of beast/dog; notes 0`,
		},
		{"g.ttl", turtle, "{nodes: 1}", `class/dog [Dog hound]; notes 1`},
		{
			"g.nt", `<https://e.com/Dog> <http://www.w3.org/2000/01/rdf-schema#label> "dog" .`, "{}",
			`thing/dog [dog]; notes 0`,
		},
		{
			"g.json",
			`[{"name":"animal","children":["dog",{"name":"GuideDog","synonyms":["helper"],"children":["dog"]}]},"plant"]`, "{}",
			`thing/animal [animal]; thing/dog [dog] is_a thing/animal is_a thing/guide_dog; ` +
				`thing/guide_dog [guide dog helper] is_a thing/animal; thing/plant [plant]; notes 0`,
		},
		{
			"g.json", `{"id":"pets","sub":[{"id":"dog"}]}`, "{name: id, children: sub, node_type: pet, relation: under}",
			`pet/pets [pets]; pet/dog [dog] under pet/pets; notes 0`,
		},
		{"g.json", `{"nodes":{"pet":{"dog":{"synonyms":["hound"]}}}}`, "{}", `pet/dog [dog hound]; notes 0`},
	} {
		d, err := Load(graphDomain(c.name, c.text, c.mapping))
		if err != nil {
			t.Errorf("%s %s: %v", c.name, c.mapping, err)
			continue
		}
		checkInvariants(t, d)
		if got := graphText(d); got != c.want {
			t.Errorf("%s %s: got\n%s\nwant\n%s", c.name, c.mapping, got, c.want)
		}
	}
}

func graphText(d *Domain) string {
	var parts []string
	for _, n := range d.Graph.Nodes {
		text := []string{n.ID, fmt.Sprint(n.Labels())}
		for _, r := range d.Graph.Relations() {
			for _, to := range d.Graph.Neighbours(n, r) {
				text = append(text, r, to.ID)
			}
		}
		parts = append(parts, strings.Join(text, " "))
	}
	return strings.Join(append(parts, fmt.Sprintf("notes %d", len(d.Notes))), "; ")
}

// FuzzGraph reads whatever as each of the formats.
func FuzzGraph(f *testing.F) {
	f.Add(uint8(0), "<https://e.com/Dog> <http://www.w3.org/2000/01/rdf-schema#label> \"dog\" .")
	f.Add(uint8(1), `{"name":"animal","children":["dog",{"name":"cat","synonyms":["tom"]}]}`)
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		if len(text) > 1<<14 {
			return
		}
		name := []string{"g.ttl", "g.json", "g.nt"}[which%3]
		d, err := Load(graphDomain(name, text, "{}"))
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkInvariants(t, d)
	})
}
