package oracle_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
)

var (
	programs = flag.Int("programs", 300, "programs to ask the explorer and the language about")
	first    = flag.Uint64("first", 0, "the first program's seed")
	states   = flag.Int("states", explore.Default.States, "the explorer's budget")
)

// bounds are those of the oracle: of a thousand programs, nearly all have fewer
// schedules.
var bounds = oracle.Limit{Runs: 3000, Steps: 300, Random: 200}

// tries is how often all goroutines go on, each time by another schedule, after
// the explorer's interleaving.
const tries = 4

// A quarrel is what the explorer and the language disagree about.
type quarrel struct {
	missed []int    // statements that block for ever in a run, and the explorer denies it
	never  []int    // statements of which the explorer says so, and they never do
	sets   []string // statements that block together, by one of the two only
	claim  error    // an interleaving that cannot be forced, or blocks nobody
	truth  oracle.Truth
}

func (q quarrel) any() bool { return len(q.missed)+len(q.never)+len(q.sets) > 0 || q.claim != nil }

func compare(t *testing.T, p *oracle.Program, a answer) quarrel {
	q := quarrel{truth: oracle.Search(t, p, bounds)}
	if q.truth.Fault != nil {
		t.Fatalf("the oracle contradicts itself: %v\n%s", q.truth.Fault, listing(oracle.Print("p", []*oracle.Program{p}, false)))
	}
	for id := range q.truth.Held {
		if !a.held[id] && !a.over {
			q.missed = append(q.missed, id)
		}
	}
	for id := range a.held {
		if _, shown := q.truth.Held[id]; !shown && q.truth.Complete {
			q.never = append(q.never, id)
		}
	}
	if q.truth.Complete && !a.over && !a.apart {
		q.sets = onlyOne(q.truth.Ends, a.ends)
	}
	for _, c := range a.claims {
		if err := oracle.Replay(t, p, c, tries); err != nil {
			q.claim = fmt.Errorf("%w, of %+v", err, c)
			break
		}
	}
	slices.Sort(q.missed)
	slices.Sort(q.never)
	return q
}

// onlyOne returns what is in one of two sets and not in the other.
func onlyOne(run, said map[string]bool) (list []string) {
	for k := range run {
		if !said[k] {
			list = append(list, "run: "+k)
		}
	}
	for k := range said {
		if !run[k] {
			list = append(list, "said: "+k)
		}
	}
	slices.Sort(list)
	return list
}

// TestAgree compares the explorer with the language. A longer run is
//
//	go test -run Agree -programs 20000 -first 1000000 -timeout 1h
//
// and with -states 100 many more are explored without their calls.
func TestAgree(t *testing.T) {
	over, incomplete, wrong, claims := 0, 0, 0, 0
	for at := 0; at < *programs; {
		var list []*oracle.Program
		seed := *first + uint64(at)
		for ; len(list) < 100 && at < *programs; at++ {
			list = append(list, oracle.Seeded(*first+uint64(at)))
		}
		_, answers := ask(t, list)
		for i, p := range list {
			q := compare(t, p, answers[i])
			claims += len(answers[i].claims)
			if answers[i].over {
				over++
			}
			if !q.truth.Complete {
				incomplete++
			}
			if q.any() {
				if wrong++; wrong <= 10 {
					complain(t, p, fmt.Sprintf("seed %d", seed+uint64(i)))
				}
			}
		}
	}
	t.Logf("%d programs, %d interleavings forced: %d disagreements; out of bounds: %d of the explorer's, %d of the oracle's",
		*programs, claims, wrong, over, incomplete)
	if over > *programs/10 && *states >= explore.Default.States {
		t.Error("too many programs are out of the explorer's bounds")
	}
}

// FuzzAgree is the same for programs that bytes spell.
func FuzzAgree(f *testing.F) {
	for i := range 20 {
		data := make([]byte, 40+10*i)
		for j := range data {
			data[j] = byte(i*j*j + 7*j + i)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 400 {
			return
		}
		p := oracle.FromBytes(data)
		if _, answers := ask(t, []*oracle.Program{p}); compare(t, p, answers[0]).any() {
			complain(t, p, "bytes")
		}
	})
}

// complain reports a disagreement, by the smallest program that shows it.
func complain(t *testing.T, p *oracle.Program, name string) {
	t.Helper()
	p = oracle.Shrink(p, func(p *oracle.Program) bool {
		_, answers := ask(t, []*oracle.Program{p})
		return compare(t, p, answers[0]).any()
	})
	src, answers := ask(t, []*oracle.Program{p})
	q := compare(t, p, answers[0])
	lines := func(ids []int) (list []int) {
		for _, id := range ids {
			list = append(list, src.At[0][id])
		}
		return list
	}
	t.Errorf("%s: missed at %v, never blocks at %v, together: %v, claim: %v (%d states)\n%s",
		name, lines(q.missed), lines(q.never), q.sets, q.claim, answers[0].states, listing(src))
}

// listing is the source with numbers, without its imports.
func listing(src oracle.Source) string {
	var text strings.Builder
	for i, line := range strings.Split(src.Text, "\n") {
		if i > 13 {
			fmt.Fprintf(&text, "%3d %s\n", i+1, line)
		}
	}
	return text.String()
}
