package oracle_test

import (
	"os"
	"strings"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// TestKept asks the explorer about the programs that it once got wrong.
func TestKept(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/kept.go")
	if err != nil {
		t.Fatal(err)
	}
	p, fset, err := load(string(text))
	if err != nil {
		t.Fatal(err)
	}
	e, said := explore.New(p), map[int]bool{}
	for _, fn := range p.Funcs {
		if fn.Obj == nil {
			continue
		}
		for todo := []*lifetime.Func{fn}; len(todo) > 0; todo = todo[1:] {
			r := e.Function(todo[0], explore.Default)
			todo = append(todo, r.Apart...)
			for _, s := range r.Stuck {
				for _, w := range s.Waits {
					said[fset.Position(w.Pos).Line] = true
				}
			}
		}
	}
	for i, line := range strings.Split(string(text), "\n") {
		if want := strings.HasSuffix(line, "// stuck"); want != said[i+1] {
			t.Errorf("kept.go:%d: stuck %v, want %v: %s", i+1, said[i+1], want, strings.TrimSpace(line))
		}
	}
}
