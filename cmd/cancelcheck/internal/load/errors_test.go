package load

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseErrors(t *testing.T) {
	const p = "example.com/m/p"
	for name, c := range map[string]struct {
		in   listedError
		want []Error
	}{
		"compiler output": {
			listedError{Err: "# example.com/m/p [example.com/m/p.test]\np/p.go:3:5: no good\n\thave x\n/abs/q.go:4:1: worse\ntoo many errors\n"},
			[]Error{
				{p, "/w/p/p.go", 3, 5, "no good\n\thave x"},
				{p, "/abs/q.go", 4, 1, "worse"},
				{p, "", 0, 0, "too many errors"},
			},
		},
		"place apart": {
			listedError{Pos: "p/p.go:7:2", Err: "no required module provides package x; to add it:\n\tgo get x"},
			[]Error{{p, "/w/p/p.go", 7, 2, "no required module provides package x; to add it:\n\tgo get x"}},
		},
		"place in the text": {
			listedError{Err: "p/p.go:1:1: expected 'package', found 'EOF'"},
			[]Error{{p, "/w/p/p.go", 1, 1, "expected 'package', found 'EOF'"}},
		},
		"no place": {
			listedError{Err: "found packages p (p.go) and q (q.go) in /w/p"},
			[]Error{{p, "", 0, 0, "found packages p (p.go) and q (q.go) in /w/p"}},
		},
		"cycle": {
			listedError{Err: "import cycle not allowed", ImportStack: []string{"a", "b", "a"}},
			[]Error{{p, "", 0, 0, "import cycle not allowed: a imports b imports a"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, parseErrors(p, &c.in, "/w"))
		})
	}
	require.Empty(t, parseErrors(p, nil, "/w"))
}
