// Command sample draws spawns at random from Go source trees, for someone to
// label by reading.
//
//	cd bench && go run ./spawns/sample -seed 20261121 go:20=$(go env GOROOT)/src etcd:16=path/to/etcd
//
// It prints a JSON object per spawn: repo, file, line and kind. What is drawn
// from a tree depends on the seed, on the tree and on its name, not on the
// other trees. Spawns in a file of labels, given with -without, are not drawn
// again.
//
// Only syntax is looked at. So a spawn is in here whatever system its file is
// for, and whether or not its package builds; and every method called Go or
// TryGo with one argument counts, whoever it belongs to.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the draw")
	without := flag.String("without", "", "`file` of labels whose spawns are not drawn")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: sample [-seed n] [-without labels.json] name:count=dir ...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	drawn, err := known(*without)
	if err == nil {
		err = run(os.Stdout, os.Stderr, *seed, drawn, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

// A spawn is a place where a goroutine, or a function that will run in one of
// its own, is started.
type spawn struct {
	Repo string `json:"repo"`
	File string `json:"file"` // relative to the tree, with slashes
	Line int    `json:"line"`
	Kind string `json:"kind"`

	column int
}

// known reads the places of a file of labels, which may be no file.
func known(labels string) (map[place]bool, error) {
	if labels == "" {
		return nil, nil
	}
	data, err := os.ReadFile(labels)
	if err != nil {
		return nil, err
	}
	var spawns []spawn
	if err := json.Unmarshal(data, &spawns); err != nil {
		return nil, fmt.Errorf("%s: %v", labels, err)
	}
	places := make(map[place]bool)
	for _, s := range spawns {
		places[s.place()] = true
	}
	return places, nil
}

// A place is a line of a file in a tree.
type place struct {
	repo, file string
	line       int
}

func (s spawn) place() place { return place{s.Repo, s.File, s.Line} }

func run(out, progress io.Writer, seed uint64, drawn map[place]bool, args []string) error {
	var roots []root
	for _, arg := range args {
		r, err := parseRoot(arg)
		if err != nil {
			return err
		}
		roots = append(roots, r)
	}
	slices.SortFunc(roots, func(a, b root) int { return cmp.Compare(a.name, b.name) })
	enc := json.NewEncoder(out)
	for _, r := range roots {
		spawns, err := r.spawns()
		if err != nil {
			return err
		}
		spawns = slices.DeleteFunc(spawns, func(s spawn) bool { return drawn[s.place()] })
		fmt.Fprintf(progress, "%s: %d of %d\n", r.name, r.count, len(spawns))
		if len(spawns) < r.count {
			return fmt.Errorf("%s has %d spawns, %d are asked for", r.name, len(spawns), r.count)
		}
		for _, s := range draw(spawns, r.count, seed, r.name) {
			if err := enc.Encode(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// A root is a tree to draw from.
type root struct {
	name, dir string
	count     int
}

func parseRoot(arg string) (root, error) {
	what, dir, found := strings.Cut(arg, "=")
	name, number, counted := strings.Cut(what, ":")
	count, err := strconv.Atoi(number)
	if !found || !counted || err != nil || count < 0 || name == "" || dir == "" {
		return root{}, fmt.Errorf("%q is not name:count=dir", arg)
	}
	return root{name, dir, count}, nil
}

// draw picks count of the spawns, which are sorted and stay so.
func draw(spawns []spawn, count int, seed uint64, name string) []spawn {
	h := fnv.New64a()
	io.WriteString(h, name)
	picked := rand.New(rand.NewPCG(seed, h.Sum64())).Perm(len(spawns))[:count]
	slices.Sort(picked)
	var drawn []spawn
	for _, i := range picked {
		drawn = append(drawn, spawns[i])
	}
	return drawn
}

// Directories of these names are left out.
var leftOut = []string{"vendor", "testdata", "third_party", "node_modules", "examples", "test", "e2e"}

// spawns lists all spawns of a tree, sorted.
func (r root) spawns() ([]spawn, error) {
	var all []spawn
	err := filepath.WalkDir(r.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			// The go command ignores names that begin with a dot or an underscore.
			if name != r.dir && (slices.Contains(leftOut, base) || base[0] == '.' || base[0] == '_') {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") || base[0] == '.' || base[0] == '_' {
			return nil
		}
		rel, err := filepath.Rel(r.dir, name)
		if err != nil {
			return err
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found, err := inFile(source, filepath.ToSlash(rel))
		if err != nil {
			return err
		}
		for _, s := range found {
			s.Repo = r.name
			all = append(all, s)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b spawn) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.column, b.column))
	})
	return all, err
}

// inFile lists the spawns of a file, none if it is generated.
func inFile(source []byte, name string) ([]spawn, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(file) {
		return nil, nil
	}
	packages := imports(file)
	var found []spawn
	ast.Inspect(file, func(n ast.Node) bool {
		if kind := kindOf(n, packages); kind != "" {
			at := fset.PositionFor(n.Pos(), false)
			if call, ok := n.(*ast.CallExpr); ok { // in a chain, the line of the name
				at = fset.PositionFor(call.Fun.(*ast.SelectorExpr).Sel.Pos(), false)
			}
			found = append(found, spawn{File: name, Line: at.Line, Kind: kind, column: at.Column})
		}
		return true
	})
	return found, nil
}

// imports gives the path of each package by the name that the file has for it,
// which is a guess where the file gives it none: the last element of the path.
func imports(file *ast.File) map[string]string {
	packages := make(map[string]string)
	for _, spec := range file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		packages[name] = importPath
	}
	return packages
}

// kindOf names the kind of spawn that a node is, if it is one.
func kindOf(n ast.Node, packages map[string]string) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "go"
	case *ast.CallExpr:
		fun, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		of := "" // the package, of a qualified name
		if x, ok := fun.X.(*ast.Ident); ok && x.Obj == nil {
			of = packages[x.Name]
		}
		switch name := fun.Sel.Name; {
		case name == "AfterFunc" && (of == "time" || of == "context"):
			return of + ".AfterFunc"
		case (name == "Go" || name == "TryGo") && of == "" && len(n.Args) == 1:
			return name
		}
	}
	return ""
}
