package domain

// Limits of what a domain may hold. They are far above what people write and
// far below what would hurt the server that loads it; a file beyond one gets a
// fault that says so.
const (
	// MaxFaults is how many faults an error lists.
	MaxFaults = 100
	// MaxFileBytes bounds each file but the content library and pictures.
	MaxFileBytes = 16 << 20
	// MaxContentBytes bounds the content library.
	MaxContentBytes = 256 << 20
	// MaxPictureBytes bounds each picture.
	MaxPictureBytes = 32 << 20
	// MaxPictureSide bounds how many pixels a picture is wide and high.
	MaxPictureSide = 8192
	// MaxDepth bounds how deep mappings and lists nest in a file.
	MaxDepth = 64
	// MaxTools bounds the tools, MaxParams the parameters of each.
	MaxTools  = 1000
	MaxParams = 200
	// MaxValues bounds the values of a closed list and of a range.
	MaxValues = 1_000_000
	// MaxNodes and MaxEdges bound the graph.
	MaxNodes = 200_000
	MaxEdges = 2_000_000
	// MaxLabels bounds the ways to say one thing, MaxLabelBytes each of them.
	MaxLabels     = 200
	MaxLabelBytes = 200
	// MaxItems bounds the content library, MaxTextBytes each text in it.
	MaxItems     = 200_000
	MaxTextBytes = 4000
	// MaxKeywords bounds the keywords and the attributes of an item.
	MaxKeywords = 200
	// MaxProductions bounds the grammar, MaxProductionBytes each production.
	MaxProductions     = 100_000
	MaxProductionBytes = 4000
	// MaxExpansion bounds the parts that a production can unfold into, so
	// that a few rules that double each other cannot write a book.
	MaxExpansion = 10_000
	// MaxFacets bounds the facets of a domain, MaxBuckets the buckets of each.
	MaxFacets  = 32
	MaxBuckets = 1000
	// MaxStyles bounds the prompts of one purpose, MaxPromptBytes each template
	// and MaxPromptText what one makes.
	MaxStyles      = 200
	MaxPromptBytes = 16 << 10
	MaxPromptText  = 64 << 10
	// MaxCells bounds the cells of a joint table in a target.
	MaxCells = 100_000
)
