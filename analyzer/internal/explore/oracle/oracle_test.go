package oracle_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
)

// TestForms checks that what is generated compiles, that all statements there
// are do occur, and that programs are neither all wrong nor all right.
func TestForms(t *testing.T) {
	var list []*oracle.Program
	seen := map[oracle.Kind]int{}
	leaks, crashes := 0, 0
	for i := range 500 {
		p := oracle.Seeded(uint64(i))
		if err := p.Check(); err != nil {
			t.Errorf("seed %d: %v", i, err)
		}
		list = append(list, p)
		p.Each(func(s *oracle.Stmt) { seen[s.Kind]++ })
		truth := oracle.Search(t, p, bounds)
		if truth.Fault != nil {
			t.Errorf("seed %d: %v", i, truth.Fault)
		}
		if len(truth.Held) > 0 {
			leaks++
		}
		if truth.Crashes != nil {
			crashes++
		}
	}
	if _, _, err := load(oracle.Print("p", list, false).Text); err != nil {
		t.Error(err)
	}
	if _, _, err := load(oracle.Print("p", list, true).Text + "\nfunc noise() time.Duration { return 0 }\n"); err != nil {
		t.Error(err)
	}
	for k := range oracle.Kinds {
		if seen[k] == 0 {
			t.Errorf("no program has a statement of kind %d", k)
		}
	}
	t.Logf("500 programs: %d can leak, %d can end in a panic", leaks, crashes)
	if leaks < 150 || leaks > 425 {
		t.Errorf("%d of 500 programs leak", leaks)
	}
}

// TestReplayRefuses checks that forcing can fail: an interleaving from which a
// step is missing, or whose last step is not done, mostly is none.
func TestReplayRefuses(t *testing.T) {
	var list []*oracle.Program
	for i := range 200 {
		list = append(list, oracle.Seeded(uint64(i)))
	}
	_, answers := ask(t, list)
	all, refused := 0, 0
	for i, a := range answers {
		for _, c := range a.claims {
			for j, m := range c.Moves {
				if m.Kind == "choice" || m.Kind == "give" {
					continue // made, or given back, when it is needed
				}
				short := oracle.Claim{Waits: c.Waits}
				short.Moves = append(append(short.Moves, c.Moves[:j]...), c.Moves[j+1:]...)
				all++
				if oracle.Replay(t, list[i], short, tries) != nil {
					refused++
				}
			}
		}
	}
	t.Logf("%d of %d refused", refused, all)
	if refused < all*3/4 {
		t.Errorf("only %d of %d interleavings with a step less were refused", refused, all)
	}
}
