package diversity

// Figures say how varied the samples of one pathway are, or of all.
type Figures struct {
	// Pathway is the name, empty for all.
	Pathway string
	// Samples counts those that were added.
	Samples int64
	// LeastWords to MostWords are of the words in a query. Of queries with more than
	// 1,023 words the median knows only that they are long.
	LeastWords, MostWords  int
	MedianWords, MeanWords float64
	// Measured is how many queries, drawn evenly from all, Distinct and SelfBLEU are
	// of: at most 2,000. Compare those of equal numbers only.
	Measured int
	// Distinct has distinct-n for n from 1 to MaxN.
	Distinct []float64
	SelfBLEU float64
	// Vocabulary says how many different words the first 100, 300, 1,000, 3,000, …
	// queries have, and all of them. Beyond 131,072 words none is new.
	Vocabulary []Growth
	// Positions counts where in the query the words of arguments begin: in its
	// first, second and last third.
	Positions [3]int64
	// Entropies are of the arguments that were given, in the order of the domain.
	Entropies []Entropy
	// Kinds counts samples by the kind of their content, most first, ties by name;
	// "" for those of none.
	Kinds []Count
	// Nodes and Items are what samples were made from.
	Nodes, Items Coverage
}

// Growth is how many different words a number of queries has.
type Growth struct{ Queries, Words int64 }

// Entropy is how even the values of an argument are.
type Entropy struct {
	Tool, Argument string
	// Bits is the Shannon entropy of the values, Values how many there are. Beyond
	// 4,096 values of an argument in a run all others count as one, so that both
	// are lower bounds.
	Bits   float64
	Values int64
	// Calls counts the calls that have the argument.
	Calls int64
}

// Count is how often something came.
type Count struct {
	Name  string
	Count int64
}

// Coverage is how many of all were used at least once.
type Coverage struct{ Used, All int64 }
