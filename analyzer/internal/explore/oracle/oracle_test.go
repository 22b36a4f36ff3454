package oracle_test

import (
	"flag"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
)

var seeds = flag.Int("seeds", 300, "programs to generate")

func TestCompiles(t *testing.T) {
	var list []*oracle.Program
	for i := range *seeds {
		p := oracle.Seeded(uint64(i))
		if err := p.Check(); err != nil {
			t.Errorf("seed %d: %v\n%s", i, err, oracle.Print("p", []*oracle.Program{p}, false).Text)
		}
		list = append(list, p)
	}
	src := oracle.Print("p", list, false)
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src.Text, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil), Error: func(err error) {
		line := fset.Position(err.(types.Error).Pos).Line
		t.Errorf("%v", err)
		if i, ok := src.Of[line]; ok {
			t.Errorf("%s", oracle.Print("p", list[i:i+1], false).Text)
		}
	}}
	_, _ = config.Check("p", fset, []*ast.File{f}, nil)
	_ = list
}

func TestSearch(t *testing.T) {
	leaks, crashes, complete, runs, size := 0, 0, 0, 0, 0
	for i := range *seeds {
		p := oracle.Seeded(uint64(i))
		truth := oracle.Search(t, p, oracle.Limit{Runs: 2000, Steps: 200, Random: 100})
		if truth.Fault != nil {
			t.Errorf("seed %d: %v\n%s", i, truth.Fault, oracle.Print("p", []*oracle.Program{p}, false).Text)
		}
		if len(truth.Held) > 0 {
			leaks++
		}
		if truth.Crashes != nil {
			crashes++
		}
		if truth.Complete {
			complete++
		}
		runs += truth.Runs
		size += p.Size()
	}
	t.Logf("%d programs: %d leak, %d crash, %d complete, %d runs, %d statements", *seeds, leaks, crashes, complete, runs, size)
}
