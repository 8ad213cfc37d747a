package target

// level is how much room a choice asks for.
type level int

const (
	roomy  level = iota // beside what is under way
	opened              // now: some of what is under way will not arrive
	awake               // none; the cell is then open against the rule
	alive               // none, and it may be suspended
)

// nextOfParts is NextOf in a table of several parts. Each part tries what the book
// of a single one tries (see choose), and the choice of every part is among the
// cells that can go with what the parts before it chose.
func (l *Ledger) nextOfParts(admitted func(cell int) bool, passOver bool) (cell int, ok bool) {
	for k, b := range l.books {
		b.shakeBy(l.done+l.flying+l.missed, k)
	}
	ok = l.composeRoomy(admitted)
	if !ok && !passOver && admitted != nil && l.composeRoomy(nil) {
		return 0, false
	}
	for i := 0; i < 5 && !ok; i++ {
		own, others := [5]level{roomy, opened, awake, awake, awake}, [5]level{awake, awake, roomy, opened, awake}
		ok = l.compose(own[i], others[i], admitted)
	}
	if !ok {
		return 0, false
	}
	cell = l.whole()
	l.Take(cell)
	return cell, true
}

func (l *Ledger) composeRoomy(admitted func(cell int) bool) bool {
	return l.compose(roomy, roomy, admitted) || l.compose(roomy, opened, admitted) ||
		l.compose(opened, roomy, admitted) || l.compose(opened, opened, admitted)
}

// whole is the cell that the chosen cells of the parts make.
func (l *Ledger) whole() int {
	cell := 0
	for k, c := range l.cells {
		cell += c * l.table.stride[k]
	}
	return cell
}

// compose chooses a cell of every part: of the first with the room that own says,
// of the others with that of others. It is not ok when there is none. Where there
// is a choice no more than one of them is in doubt (see blame.go).
func (l *Ledger) compose(own, others level, admitted func(cell int) bool) bool {
	doubtful := false // one that was chosen
	for k := range l.books {
		room := others
		if k == 0 {
			room = own
		}
		cell := l.composePart(k, room, wish{room: others, sure: true}, doubtful, admitted)
		if cell == none {
			cell = l.composePart(k, room, wish{room: others}, doubtful, admitted)
		}
		if cell == none {
			return false
		}
		l.cells[k] = cell
		l.table.filters.meet(l.alive, k, int(l.table.filters.parts[k].of[cell]))
		doubtful = doubtful || l.books[k].doubts(cell)
	}
	return true
}

// wish says which cells will do.
type wish struct {
	room level
	sure bool // not in doubt
}

// composePart chooses the cell of one part, or none. The rest of the choice must be
// possible as wished, but that doubts are only avoided beside another one.
func (l *Ledger) composePart(k int, room level, rest wish, doubtful bool, admitted func(cell int) bool) int {
	b, of, known := l.books[k], l.table.filters.parts[k].of, l.known[k]
	clear(known)
	return b.pick(room, func(cell int) bool {
		next := rest
		if b.doubts(cell) {
			if rest.sure && doubtful {
				return false
			}
		} else if !doubtful {
			next.sure = false
		}
		class := of[cell]
		memo := &known[class]
		if next.sure {
			memo = &known[len(known)/2+int(class)]
		}
		if admitted == nil && *memo != unknown {
			return *memo == goesOn
		}
		l.table.filters.meet(l.alive, k, int(class))
		l.cells[k] = cell
		ok := l.completable(k+1, none, next, admitted)
		*memo = deadEnd
		if ok {
			*memo = goesOn
		}
		return ok
	})
}

// What is known of a class while a choice is made.
const (
	unknown int8 = iota
	goesOn
	deadEnd
)

// completable reports whether the parts from one on have cells that can go with
// the ones chosen before, and with room. Only whether, not which, so one cell of
// each class will do, unless cells have to be admitted. The part that is fixed, if
// any, has been met already.
func (l *Ledger) completable(part, fixed int, wish wish, admitted func(cell int) bool) bool {
	if part == len(l.books) {
		return isClear(l.alive[part]) && (admitted == nil || admitted(l.whole()))
	}
	if part == fixed {
		copy(l.alive[part+1], l.alive[part])
		return l.completable(part+1, fixed, wish, admitted)
	}
	for class, cells := range l.table.filters.parts[part].cells {
		l.table.filters.meet(l.alive, part, class)
		if part+1 == len(l.books) && !isClear(l.alive[part+1]) {
			continue
		}
		first := l.first[part][class]
		for i := range cells {
			at := first + i
			if at >= len(cells) {
				at -= len(cells)
			}
			cell := int(cells[at])
			if b := l.books[part]; !b.has(cell, wish.room) || wish.sure && b.doubts(cell) {
				continue
			}
			l.cells[part] = cell
			if l.completable(part+1, fixed, wish, admitted) {
				l.first[part][class] = at
				return true
			}
			if admitted == nil {
				break
			}
		}
	}
	return false
}

// reachable reports whether the cells of a class can go with cells of the other
// parts that are not closed.
func (l *Ledger) reachable(part, class int) bool {
	all := l.alive[0]
	l.alive[0] = l.table.filters.parts[part].mask[class]
	defer func() { l.alive[0] = all }()
	return l.completable(0, part, wish{room: alive}, nil)
}

// has reports whether a cell has room.
func (l *book) has(cell int, room level) bool {
	switch {
	case l.closed[cell]:
		return false
	case room == alive:
		return true
	case l.rests[cell]:
		return false
	case room == opened:
		return l.isOpen(cell)
	case room == awake:
		return true
	}
	now := l.now(true)
	for _, b := range l.bucketsOf(cell) {
		if l.full(int(b), now) {
			return false
		}
	}
	return !l.full(l.counted+cell, now)
}

// pick chooses the best admitted cell that has room, or none.
func (l *book) pick(room level, admitted func(cell int) bool) int {
	switch room {
	case roomy:
		return l.best(l.now(true), admitted)
	case opened:
		return l.best(l.now(false), func(cell int) bool { return l.isOpen(cell) && admitted(cell) })
	default:
		return l.best(l.now(false), admitted)
	}
}
