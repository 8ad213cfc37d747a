package sample

// LanguageFacet measures the language of the query, as its provenance says; the
// first language where that says nothing.
func LanguageFacet(languages []string) Facet {
	index := make(map[string]int, len(languages))
	for i, l := range languages {
		index[l] = i
	}
	return Facet{Name: FacetLanguage, Buckets: append([]string{}, languages...), measure: func(s *Sample) int {
		return index[s.Provenance.Language]
	}}
}
