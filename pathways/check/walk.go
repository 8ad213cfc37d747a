package check

// maxWalkWords bounds the work on one value: walks have few steps.
const maxWalkWords = 64

// How a prefix of a walk's words can end.
const (
	endsPiece uint8 = 1 << iota
	endsLiteral
)

// walked says whether a walk's value follows from what was said: it splits into
// nodes that the messages mention, each by its value or a label, and between
// them runs of words that stand in a message as they are. A field's text, which
// can stand for a walk, is taken whole.
func (in *inspection) walked(n *node, p *param) bool {
	if in.itemField(p.binding.Field) == n.text && n.text != "" {
		return true
	}
	if in.isField(n.text, p.binding.Field) && in.said(n) {
		return true
	}
	if len(n.words) == 0 || len(n.words) > maxWalkWords {
		return false
	}
	// ends[i] says how the first i words can end; 0 where they have no split.
	var ends [maxWalkWords + 1]uint8
	ends[0] = endsPiece
	for i := range n.words {
		if ends[i] == 0 {
			continue
		}
		in.pieces(n.words, i, p, &ends)
		if ends[i]&endsPiece != 0 {
			in.literals(n.words, i, &ends)
		}
	}
	return ends[len(n.words)] != 0
}

// pieces marks where a mentioned node that starts at word i ends.
func (in *inspection) pieces(words []string, i int, p *param, ends *[maxWalkWords + 1]uint8) {
	for t := range in.texts {
		for _, m := range in.texts[t].mentions {
			for _, e := range m.Entries {
				if e.Node == nil || !p.walks(e.Node.Type) {
					continue
				}
				for _, ph := range in.pipeline.phrases[e.Node] {
					if ph.begins(words[i:]) {
						ends[i+len(ph)] |= endsPiece
					}
				}
			}
		}
	}
}

// literals marks where words that start at word i and stand in a message end.
// Words cut out of a label or a name stand for that, not for themselves, and those
// that are withdrawn for nothing.
func (in *inspection) literals(words []string, i int, ends *[maxWalkWords + 1]uint8) {
	for j := range in.texts {
		t := &in.texts[j]
		for start := range t.words {
			for k := 0; i+k < len(words) && start+k < len(t.words) && words[i+k] == t.words[start+k]; k++ {
				if !in.cut(t, start, start+k) && !t.refuses(start, start+k) {
					ends[i+k+1] |= endsLiteral
				}
			}
		}
	}
}
