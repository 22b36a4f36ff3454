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
	small := explore.Default
	small.States = 30
	kept(t, "kept.go", explore.Default)
	kept(t, "passed.go", small)
}

// kept compares what the explorer says of a file's functions with the comments.
func kept(t *testing.T, file string, b explore.Budget) {
	text, err := os.ReadFile("testdata/kept/" + file)
	if err != nil {
		t.Fatal(err)
	}
	p, fset, err := load(string(text))
	if err != nil {
		t.Fatal(err)
	}
	e, said := explore.New(p), map[int]string{}
	for _, fn := range p.Funcs {
		if fn.Obj == nil {
			continue
		}
		for todo := []*lifetime.Func{fn}; len(todo) > 0; todo = todo[1:] {
			r := e.Function(todo[0], b)
			todo = append(todo, r.Apart...)
			for _, s := range r.Stuck {
				for _, w := range s.Waits {
					said[fset.Position(w.Pos).Line] = "stuck"
					if s.Guess {
						said[fset.Position(w.Pos).Line] = "guessed"
					}
				}
			}
		}
	}
	for i, line := range strings.Split(string(text), "\n") {
		_, want, _ := strings.Cut(line, "// ")
		if want != "stuck" && want != "guessed" {
			want = ""
		}
		if want != said[i+1] {
			t.Errorf("%s:%d: %q, want %q: %s", file, i+1, said[i+1], want, strings.TrimSpace(line))
		}
	}
}
