package check

import "strings"

// list is words with a blank around each; two that belong together have a hyphen
// between them. Lists of a dozen words are read faster than they are hashed.
type list string

func (l list) has(word string) bool {
	return word != "" && strings.Contains(string(l), " "+word+" ")
}

// The English words that take back or refuse what stands beside them, and those
// that may stand between.
const (
	// refusing say that what follows is not wanted; those before numbers too.
	refusing        list = " not except excluding nor no without never "
	refusingNumbers list = " not except excluding nor "
	refusingPairs   list = " instead-of rather-than other-than anything-but apart-from "
	// small words can stand between a refusal and what is refused.
	small list = " a an the any in at on with to of for as by from too another this that my it be "
	// hedging words, of which every word of a text is asked, are those without which nothing is taken back or refused.
	hedging = " not no nor without except excluding never wait scratch mean meant sorry " +
		"instead rather other anything apart make "

	correctingPairs list = " no-wait wait-no scratch-that or-rather actually-no "
	// before "make that" they make a correction of it.
	beforeMakeThat list = " actually no wait sorry "
	// after "sorry" they make an excuse of it.
	excusing list = " to for about if "

	// excluding names say that a parameter takes what is not wanted.
	excludingNames list = " exclude excluded excludes excluding except without avoid omit not no skip "

	// places go with an ordinal, or with a number.
	placeNouns    list = " one item result option entry hit match "
	numberedNouns list = " number nr item result option "
	pointing      list = " the that this "
	// behindPlace are the words behind an ordinal that stands for an item by itself.
	behindPlace list = " and to in with as for please at by from into on then but or instead not here there now so " +
		"because rather "
	theseItems list = " them these those "

	// hesitating words come before what a follow-up says, smallWords stand between that
	// and "and".
	hesitating list = " ok okay um uh hmm hm hey hi oh so sorry actually please now great no well then eh "
	// idle words ask for nothing by themselves.
	idle list = " what about how and but make that it now same thing again actually instead please pls too also as well " +
		"for in at on to with from by under over up most least than less more no only just can you could we do try i'd i " +
		"like rather have prefer want need think come of the a an my our um uh hmm hm oh ok okay great sorry maybe " +
		"preferably ideally let's then would once be was before thing percent degrees minutes min seconds days hours km " +
		"eur euros stars pieces copies order number scene files will right when possible " +
		"y mejor lo mismo pero solo igual ahora eh que sea puede ser quiero necesito haz hacer puedes por favor gracias " +
		"de en para con mi el la los las si es pensándolo bien desde hasta "
	smallWords list = " in at for on by from with without around near within after before until during under over up " +
		"only just the en de por para con sin desde hasta solo "
)
