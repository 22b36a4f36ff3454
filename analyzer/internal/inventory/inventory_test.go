package inventory

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

const source = `package p

import (
	"context"
	"net/http"
	"sync"
	"time"
)

type pool[T any] struct{ wg sync.WaitGroup }

func (p *pool[T]) work() {}

func (p *pool[T]) start(srv *http.Server, r interface{ Run() }) {
	for range 3 {
		p.wg.Go(p.work)
	}
	go p.work()
	go srv.ListenAndServe()
	go r.Run()
	go generic[int](1)
}

func generic[T any](T) {}

func spawn(f func()) { go f() }

func starts(ctx context.Context) {
	spawn(func() {
		go func() {}()
	})
	context.AfterFunc(ctx, func() {})
	time.AfterFunc(1, generic2)
	defer spawn(generic2)
}

func generic2() {}

var v = func() { go generic2() }
`

// Every kind of spawn is seen, with its names.
func TestSpawns(t *testing.T) {
	var got []string
	for _, s := range list(t, source) {
		line := fmt.Sprintf("%d:%d %s %s in %s(%s) body %d-%d %q via %q", s.Pos.Line, s.Pos.Column, s.Kind, s.Body, s.Owner, s.Func, s.BodyPos.Line, s.BodyEnd.Line, s.Symbol, s.Via)
		if s.Repeats {
			line += " repeats"
		}
		got = append(got, line)
	}
	require.Equal(t, []string{
		`16:3 WaitGroup.Go (*pool).work in pool((*pool).start) body 12-12 "m/p.(*pool).work" via "sync.(*WaitGroup).Go" repeats`,
		`18:2 go (*pool).work in pool((*pool).start) body 12-12 "m/p.(*pool).work" via ""`,
		`19:2 go (*http.Server).ListenAndServe in pool((*pool).start) body 0-0 "net/http.(*Server).ListenAndServe" via ""`,
		`20:2 go Run in pool((*pool).start) body 0-0 "" via ""`,
		`21:2 go generic in pool((*pool).start) body 24-24 "m/p.generic" via ""`,
		`26:24 go f in (spawn) body 0-0 "" via ""`,
		`29:2 p.spawn func literal in (starts) body 29-31 "" via "m/p.spawn"`,
		`30:3 go func literal in (starts) body 30-30 "" via ""`,
		`32:2 context.AfterFunc func literal in (starts) body 32-32 "" via "context.AfterFunc"`,
		`33:2 time.AfterFunc generic2 in (starts) body 37-37 "m/p.generic2" via "time.AfterFunc"`,
		`34:8 p.spawn generic2 in (starts) body 37-37 "m/p.generic2" via "m/p.spawn"`,
		`39:18 go generic2 in (func literal) body 37-37 "m/p.generic2" via ""`,
	}, got)
}

const tasks = `package p

import (
	"context"
	"sync"
)

type pool struct{ wg sync.WaitGroup }

func (p *pool) Go(f func(context.Context)) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		f(context.TODO())
	}()
}

func (p *pool) Close() { p.wg.Wait() }

type future struct{ ready chan int }

func submit(p *pool, f func() int) *future {
	r := &future{make(chan int, 1)}
	p.Go(func(context.Context) { r.ready <- f() })
	return r
}

//cancelcheck:assume joins
func (r *future) Get() int { return <-r.ready }

//cancelcheck:assume joins
func each(p *pool, f func(int)) {
	for i := range 3 {
		p.Go(func(context.Context) { f(i) })
	}
	p.Close()
}

func uses(ctx context.Context, q *pool) {
	p := new(pool)
	p.Go(func(ctx context.Context) { <-ctx.Done() })
	defer p.Close()
	r := submit(q, func() int { return 1 })
	r.Get()
	submit(p, func() int { return 2 })
	each(q, func(int) {})
	q.Go(func(context.Context) {})
}
`

// Tasks of a pool are waited for by the pool's methods, by what the call returned,
// or by the call itself.
func TestTasks(t *testing.T) {
	var got []string
	for _, s := range list(t, tasks) {
		if s.Func == "uses" {
			line := fmt.Sprintf("%d %s %s", s.Pos.Line, s.Kind, s.Verdict)
			for _, mark := range s.Stops {
				line += " stop " + mark.Kind
			}
			for _, mark := range s.Joins {
				line += fmt.Sprintf(" join %s %s", mark.Kind, mark.What)
			}
			got = append(got, line)
		}
	}
	require.Equal(t, []string{
		"41 pool.Go managed stop context join group p.Close",
		"43 p.submit managed stop finite join other r.Get",
		"45 p.submit managed stop finite join group p.Close",
		"46 p.each managed stop finite join other each",
		"47 pool.Go short stop finite",
	}, got)
}

func list(t *testing.T, source string) []Spawn {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	require.NoError(t, err)
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	pkg, err := (&types.Config{Importer: importer.ForCompiler(fset, "source", nil)}).Check("m/p", fset, []*ast.File{file}, info)
	require.NoError(t, err)
	graph, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, []*packages.Package{{
		ID: "m/p", PkgPath: "m/p", Name: "p", Fset: fset, Syntax: []*ast.File{file}, Types: pkg, TypesInfo: info,
		TypesSizes: types.SizesFor("gc", "amd64"), Module: &packages.Module{Path: "m"},
	}}, nil)
	require.NoError(t, err)
	return graph.Roots[0].Result.([]Spawn)
}
