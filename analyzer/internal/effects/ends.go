package effects

import "strings"

// An End is a way in which a call ends.
type End uint8

// The ways. A function that nothing of this ends is over when its work is done.
const (
	ByContext End = 1 + iota // a parameter
	ByOwn                    // a context that it has, or made with a limit
	ByChannel
	ByIO
	ByFlag
	ByTimer
	ByGroup
)

var endNames = []string{"", "context", "own", "channel", "io", "flag", "timer", "group"}

// Ends are the ways in which a call ends, the main one first: four bits each,
// the first in the lowest.
type Ends uint32

// Add returns the ways with one more at the end.
func (e Ends) Add(one End) Ends {
	shift := 0
	for e>>shift != 0 {
		shift += 4
	}
	return e | Ends(one)<<shift
}

// All yields the ways in their order.
func (e Ends) All(yield func(i int, one End) bool) {
	for i := 0; e != 0; i, e = i+1, e>>4 {
		if !yield(i, End(e&15)) {
			return
		}
	}
}

func (e Ends) String() string {
	var names []string
	for _, one := range e.All {
		names = append(names, endNames[one])
	}
	return strings.Join(names, ",")
}
