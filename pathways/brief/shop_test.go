package brief_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
)

// shop is a domain with what studio lacks: ends of ranges, other units, a tool that
// lists what is then worked on, and one that makes something new of what is open.
func shop(tb testing.TB) *domain.Domain {
	tb.Helper()
	var items strings.Builder
	for i := range 40 {
		kind, title, keyword := "lamp", "Desk lamp", "light"
		if i%2 == 1 {
			kind, title, keyword = "chair", "Garden chair", "wood"
		}
		fmt.Fprintf(&items, `{"id":"p%d","kind":"%s","title":"%s number %d","keywords":["%s"],`+
			`"attributes":{"color":"%s"}}`+"\n",
			i, kind, title, i, keyword, []string{"red", "blue", "green"}[i%3])
	}
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: shop\n")},
		"tools.json": {Data: []byte(`[
{"name": "find_products", "parameters": {"type": "object", "properties": {
  "color": {"type": "string"}, "kind": {"enum": ["lamp", "chair"]},
  "min_price": {"type": "integer", "minimum": 0, "maximum": 200},
  "max_price": {"type": "integer", "minimum": 0, "maximum": 200}}, "required": ["kind"]}},
{"name": "order_product", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "pieces": {"type": "integer", "minimum": 1, "maximum": 400}},
  "required": ["item_id", "pieces"]}},
{"name": "copy_product", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "color": {"type": "string"}}, "required": ["item_id"]}},
{"name": "paint_product", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "color": {"type": "string"}}, "required": ["item_id", "color"]}},
{"name": "set_reminder", "parameters": {"type": "object", "properties": {
  "seconds": {"type": "integer", "minimum": 10, "maximum": 7200}}, "required": ["seconds"]}},
{"name": "call_clerk", "parameters": {"type": "object", "properties": {
  "reason": {"enum": ["help", "complaint"]}}}},
{"name": "close_shop", "parameters": {"type": "object", "properties": {}}}
]`)},
		"bindings.yaml": {Data: []byte(`
find_products:
  color: {node: color, field: color}
  min_price: {range: {min: 0, max: 200, step: 5, below: max_price}}
order_product: {item_id: {context: id}}
copy_product: {item_id: {context: id}, color: {node: color}}
paint_product: {item_id: {context: id}, color: {node: color}}
set_reminder: {seconds: {range: {min: 10, max: 7200, step: 10, units: {seconds: 1, minutes: 60, hours: 3600}}}}
`)},
		"effects.yaml": {Data: []byte(`
find_products: {finds: [lamp, chair], match: {kind: kind, color: color}, strict: [kind]}
copy_product: {makes: chair, sets: {color: "{color}"}}
paint_product: {needs: {paint: ["", wet]}, sets: {color: "{color}", paint: dry}}
`)},
		"graph.yaml": {Data: []byte(`
nodes: {color: {red: , blue: , green: , pink: , light_blue: {label: light blue}}}
`)},
		"content.jsonl": {Data: []byte(items.String())},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}
