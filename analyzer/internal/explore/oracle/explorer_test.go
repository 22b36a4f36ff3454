package oracle_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// An answer is what the explorer says of one program: the statements at which
// a goroutine can be blocked for ever, and how.
type answer struct {
	held   map[int]bool
	claims []oracle.Claim
	ends   map[string]bool // who is blocked together, by oracle.Key
	apart  bool            // goroutines that are systems of their own are not among them
	over   bool
	states int
}

var deps = sync.OnceValue(func() types.Importer {
	return importer.ForCompiler(token.NewFileSet(), "gc", nil)
})

// load builds the model of printed programs.
func load(text string) (*lifetime.Package, *token.FileSet, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	info := &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		Instances:    map[*ast.Ident]types.Instance{},
		FileVersions: map[*ast.File]string{},
	}
	config := types.Config{Importer: deps(), GoVersion: "go1.26"}
	pkg, err := config.Check("example.com/p", fset, []*ast.File{f}, info)
	if err != nil {
		return nil, nil, err
	}
	pass := &analysis.Pass{
		Analyzer: lifetime.Analyzer, Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info,
		TypesSizes:       types.SizesFor("gc", "amd64"),
		Report:           func(analysis.Diagnostic) {},
		ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact: func(types.Object, analysis.Fact) {},
		AllObjectFacts:   func() []analysis.ObjectFact { return nil },
	}
	p, err := lifetime.Analyzer.Run(pass)
	if err != nil {
		return nil, nil, err
	}
	return p.(*lifetime.Package), fset, nil
}

// ask returns what the explorer says of the programs.
func ask(t *testing.T, list []*oracle.Program) (oracle.Source, []answer) {
	src := oracle.Print("p", list, false)
	p, fset, err := load(src.Text)
	if err != nil {
		t.Fatalf("%v\n%s", err, src.Text)
	}
	e := explore.New(p)
	answers := make([]answer, len(list))
	for _, fn := range p.Funcs {
		if fn.Obj == nil || strings.ContainsAny(fn.Obj.Name(), "gh") { // a function that a program calls
			continue
		}
		var i int
		if _, err := fmt.Sscanf(fn.Obj.Name(), "P%d", &i); err != nil {
			t.Fatal(err)
		}
		answers[i] = explored(e, fn, src, fset)
	}
	return src, answers
}

// budget is the explorer's, or a smaller one: then more is found without calls.
func budget() explore.Budget {
	b := explore.Default
	b.States = *states
	return b
}

// explored asks about one program, and about the goroutines in it that are
// systems of their own. Those begin in the middle: what is said of them is
// compared, and not forced.
func explored(e *explore.Explorer, fn *lifetime.Func, src oracle.Source, fset *token.FileSet) answer {
	a := answer{held: map[int]bool{}, ends: map[string]bool{}}
	for todo := []*lifetime.Func{fn}; len(todo) > 0; todo = todo[1:] {
		r := e.Function(todo[0], budget())
		todo = append(todo, r.Apart...)
		a.over = a.over || r.Over || r.Cut
		a.apart = a.apart || len(r.Apart) > 0
		a.states += r.States
		for _, s := range r.Stuck {
			var ids []int
			for _, w := range s.Waits {
				id := src.By[fset.Position(w.Pos).Line]
				ids = append(ids, id)
				a.held[id] = true
			}
			a.ends[oracle.Key(ids)] = true
			if todo[0] == fn {
				a.claims = append(a.claims, claim(s, src, fset))
			}
		}
	}
	return a
}

// claim puts what the explorer says into the oracle's terms.
func claim(s explore.Stuck, src oracle.Source, fset *token.FileSet) (c oracle.Claim) {
	at := func(pos token.Pos) int { return src.By[fset.Position(pos).Line] }
	for _, step := range s.Trace {
		m := oracle.Move{Proc: step.Proc, Begin: at(step.Begin), Stmt: at(step.Pos), Case: step.Case, Kind: step.Kind}
		if step.Peer >= 0 {
			m.Peer = &oracle.Move{Proc: step.Peer, Begin: at(step.PeerBegin), Stmt: at(step.PeerPos)}
		}
		c.Moves = append(c.Moves, m)
	}
	for _, w := range s.Waits {
		c.Waits = append(c.Waits, oracle.Move{Proc: w.Proc, Begin: at(w.Begin), Stmt: at(w.Pos)})
	}
	return c
}
