package oracle_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

var (
	programs = flag.Int("programs", 300, "programs to compare the explorer's answers on")
	first    = flag.Uint64("first", 0, "the first program's seed")
)

// An answer is what the explorer says of one program: the statements at which
// a goroutine can be blocked for ever.
type answer struct {
	held   map[int]bool
	claims []oracle.Claim
	report explore.Report
}

var deps = sync.OnceValue(func() types.Importer { return importer.ForCompiler(token.NewFileSet(), "source", nil) })

// load builds the model of printed programs.
func load(text string) (*lifetime.Package, *token.FileSet, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
		Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{}}
	pkg, err := (&types.Config{Importer: deps(), GoVersion: "go1.26"}).Check("example.com/p", fset, []*ast.File{f}, info)
	if err != nil {
		return nil, nil, err
	}
	pass := &analysis.Pass{Analyzer: lifetime.Analyzer, Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info,
		TypesSizes: types.SizesFor("gc", "amd64"), Report: func(analysis.Diagnostic) {},
		ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact: func(types.Object, analysis.Fact) {},
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
		var i int
		if fn.Obj == nil || strings.Contains(fn.Obj.Name(), "h") {
			continue
		} else if _, err := fmt.Sscanf(fn.Obj.Name(), "P%d", &i); err != nil {
			continue
		}
		a := answer{held: map[int]bool{}}
		todo := []*lifetime.Func{fn}
		for ; len(todo) > 0; todo = todo[1:] {
			r := e.Function(todo[0], explore.Default)
			a.report.Over = a.report.Over || r.Over
			a.report.States += r.States
			todo = append(todo, r.Apart...)
			for _, s := range r.Stuck {
				for _, w := range s.Waits {
					a.held[src.By[fset.Position(w.Pos).Line]] = true
				}
				if todo[0] == fn {
					a.claims = append(a.claims, claim(s, src, fset))
				}
			}
		}
		answers[i] = a
	}
	return src, answers
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

// A quarrel is what the explorer and the oracle disagree about.
type quarrel struct {
	missed []int // blocked in a run, and denied
	false_ []int // said to block, and never does
	wrong  error // a claim that cannot be forced, or does not hold
}

func (q quarrel) any() bool { return len(q.missed)+len(q.false_) > 0 || q.wrong != nil }

func compare(t *testing.T, p *oracle.Program, truth oracle.Truth, a answer) (q quarrel) {
	for _, c := range a.claims {
		if err := oracle.Replay(t, p, c, 4); err != nil {
			q.wrong = fmt.Errorf("%w\n%+v", err, c)
			break
		}
	}
	for id := range truth.Held {
		if _, said := a.held[id]; !said && !a.report.Over {
			q.missed = append(q.missed, id)
		}
	}
	for id := range a.held {
		if _, shown := truth.Held[id]; !shown && truth.Complete {
			q.false_ = append(q.false_, id)
		}
	}
	slices.Sort(q.missed)
	slices.Sort(q.false_)
	return q
}

var limit = oracle.Limit{Runs: 3000, Steps: 300, Random: 200}

// TestAgree compares the explorer with the language.
func TestAgree(t *testing.T) {
	over, incomplete, wrong := 0, 0, 0
	for at := 0; at < *programs; {
		var list []*oracle.Program
		for ; len(list) < 100 && at < *programs; at++ {
			list = append(list, oracle.Seeded(*first+uint64(at)))
		}
		_, answers := ask(t, list)
		for i, p := range list {
			truth := oracle.Search(t, p, limit)
			if truth.Fault != nil {
				t.Fatal(truth.Fault)
			}
			if answers[i].report.Over {
				over++
			}
			if !truth.Complete {
				incomplete++
			}
			if q := compare(t, p, truth, answers[i]); q.any() {
				wrong++
				if wrong <= 10 {
					complain(t, p, *first+uint64(at-len(list)+i))
				}
			}
		}
	}
	t.Logf("%d programs: %d disagreements, %d over the explorer's budget, %d over the oracle's", *programs, wrong, over, incomplete)
}

func complain(t *testing.T, p *oracle.Program, seed uint64) {
	q := func(p *oracle.Program) (quarrel, oracle.Truth, answer, oracle.Source) {
		src, answers := ask(t, []*oracle.Program{p})
		truth := oracle.Search(t, p, limit)
		return compare(t, p, truth, answers[0]), truth, answers[0], src
	}
	p = oracle.Shrink(p, func(p *oracle.Program) bool {
		q, truth, _, _ := q(p)
		return truth.Fault == nil && q.any()
	})
	what, truth, a, src := q(p)
	lines := func(ids []int) (list []int) {
		for _, id := range ids {
			list = append(list, src.At[0][id])
		}
		return list
	}
	var text strings.Builder
	for i, line := range strings.Split(src.Text, "\n")[14:] {
		fmt.Fprintf(&text, "%3d %s\n", i+15, line)
	}
	t.Errorf("seed %d: missed %v, falsely said %v, not forced: %v (complete %v, %d states, over %v)\n%s", seed, lines(what.missed), lines(what.false_), what.wrong, truth.Complete, a.report.States, a.report.Over, &text)
}
