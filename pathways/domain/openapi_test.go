package domain

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// apiDomain returns the good domain's content and graph with the tools of an
// OpenAPI document.
func apiDomain(tb testing.TB, api string) fstest.MapFS {
	tb.Helper()
	fsys := goodDomain(tb)
	for _, name := range []string{"bindings.yaml", "grammar.yaml", "target.yaml", "tools.json"} {
		delete(fsys, name)
	}
	fsys["domain.yaml"] = &fstest.MapFile{Data: []byte("name: api\ntools: api.yaml\n")}
	fsys["api.yaml"] = &fstest.MapFile{Data: []byte(api)}
	return fsys
}

func replaced(tb testing.TB, text, old, with string) string {
	tb.Helper()
	if strings.Count(text, old) != 1 {
		tb.Fatalf("%q occurs %d times", old, strings.Count(text, old))
	}
	return strings.Replace(text, old, with, 1)
}

const cardsAPI = `openapi: 3.0.3
info: {title: cards, version: "1"}
paths:
  /cards/{item_id}/size:
    parameters:
      - {name: item_id, in: path, required: true, schema: {type: string}}
      - {name: color, in: query, schema: {type: string, enum: [never seen]}}
    put:
      operationId: "resize card (v2)"
      summary: Resize a card.
      description: |
        Makes the card larger or smaller.

        And more that nobody reads.
      parameters:
        - {name: color, in: query, description: The background., schema: {type: string, enum: [pink], nullable: true}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: "filter[mood]", in: query, schema: {type: boolean}}
      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/merge-patch+json: {schema: {$ref: "#/components/schemas/Resize"}}
  /cards:
    get: {description: All cards.}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {enum: [1, 2]}}}}}
    head: {summary: not asked for}
  /none: {get: {operationId: none}}
components:
  schemas:
    Resize:
      allOf:
        - {$ref: "#/components/schemas/Size"}
        - type: object
          properties:
            color: {type: string, enum: [pink], example: pink}
            id: {type: string, readOnly: true}
          required: [color, id]
    Size:
      type: object
      properties:
        width: {type: integer, minimum: 0, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: false, x-unit: px}
        inner: {$ref: "#/components/schemas/Size"}
      required: [width]
`

// Operations become tools, as openAPI says.
func TestOpenAPI(t *testing.T) {
	d, err := Load(apiDomain(t, cardsAPI))
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	var b strings.Builder
	for _, tool := range d.Tools {
		fmt.Fprintf(&b, "%s %q %s\n", tool.Name, tool.Description, tool.Parameters)
	}
	want := `resize_card_v2 "Resize a card. Makes the card larger or smaller." {"type":"object","properties":{` +
		`"item_id":{"type":"string"},` +
		`"color":{"description":"The background.","type":["string","null"],"enum":["pink",null]},` +
		`"filter_mood":{"type":"boolean"},` +
		`"width":{"type":"integer","maximum":10,"exclusiveMinimum":0},"inner":{"$ref":"#/$defs/Size"},` +
		`"body_color":{"type":"string","enum":["pink"]}},"required":["item_id","width","body_color"],` +
		`"additionalProperties":false,"$defs":{"Size":{"type":"object","properties":{` +
		`"width":{"type":"integer","maximum":10,"exclusiveMinimum":0},"inner":{"$ref":"#/$defs/Size"}},"required":["width"]}}}
get_cards "All cards." {"type":"object","properties":{},"additionalProperties":false}
post_cards "" {"type":"object","properties":{"body":{"type":"array","items":{"enum":[1,2]}}},` +
		`"required":["body"],"additionalProperties":false}
none_2 "" {"type":"object","properties":{},"additionalProperties":false}
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// In 3.1 schemas are 2020-12 already, and what stands beside a reference holds.
func TestOpenAPI31(t *testing.T) {
	d, err := Load(apiDomain(t, `openapi: 3.1.0
info: {title: cards, version: "1"}
paths:
  /cards:
    post:
      operationId: make_card
      requestBody:
        $ref: "#/components/requestBodies/Card"
components:
  requestBodies:
    Card:
      content:
        application/json:
          schema:
            type: object
            properties:
              level: {type: [integer, "null"], exclusiveMinimum: 0, maximum: 2}
              kind: {$ref: "#/components/schemas/A~1b", default: card}
            oneOf: [{required: [level]}, {required: [kind]}]
  schemas: {"A/b": {const: card}}
`))
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	want := `{"type":"object","properties":{"level":{"type":["integer","null"],"exclusiveMinimum":0,"maximum":2},` +
		`"kind":{"$ref":"#/$defs/A_1b","default":"card"}},"oneOf":[{"required":["level"]},{"required":["kind"]}],` +
		`"$defs":{"A_1b":{"const":"card"}}}`
	if got := d.Tool("make_card").Parameters; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzOpenAPI(f *testing.F) {
	f.Add([]byte(cardsAPI))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: {get: {parameters: [{$ref: '#/paths/~1a/get/parameters/0'}]}}}"))
	f.Add([]byte("openapi: 3.0.0\npaths: {/a: {$ref: '#/paths/~1a'}, " +
		"/b: {post: {requestBody: {content: {'*/*': {schema: {allOf: [{}]}}}}}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		d, err := Load(apiDomain(t, string(data)))
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkInvariants(t, d)
	})
}
