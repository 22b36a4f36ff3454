// Package source turns the files of one package into syntax and types.
package source

import (
	"context"
	"crypto/sha256"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// Syntax is the parsed files of a package.
type Syntax struct {
	Files   []*ast.File
	Digests map[string][sha256.Size]byte // of what was parsed, by file name
	Errors  []load.Error
}

// Parse reads the files of a package. A file with errors is there as far as
// the parser got.
func Parse(ctx context.Context, fset *token.FileSet, p *load.Package) *Syntax {
	s := &Syntax{Digests: make(map[string][sha256.Size]byte, len(p.Files))}
	for _, name := range p.Files {
		if ctx.Err() != nil {
			return s
		}
		data, err := os.ReadFile(name)
		if err != nil {
			s.Errors = append(s.Errors, load.Error{Package: p.Path, File: name, Message: err.Error()})
			continue
		}
		s.Digests[name] = sha256.Sum256(data)
		f, err := parser.ParseFile(fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
		if list, ok := err.(scanner.ErrorList); ok {
			for _, e := range list {
				s.Errors = append(s.Errors, load.Error{Package: p.Path, File: e.Pos.Filename, Line: e.Pos.Line, Column: e.Pos.Column, Message: e.Msg})
			}
		} else if err != nil {
			s.Errors = append(s.Errors, load.Error{Package: p.Path, File: name, Message: err.Error()})
		}
		if f != nil {
			s.Files = append(s.Files, f)
		}
	}
	return s
}

// A Mode says how much of a package is type-checked.
type Mode int

// The modes.
const (
	Bodies       Mode = iota // everything: the package is analysed
	Declarations             // what importers see
)

// Types checks a package against the packages that the importer gives. There
// is always a result; the errors are why it may have holes.
func Types(fset *token.FileSet, p *load.Package, files []*ast.File, mode Mode, imp types.Importer, sizes types.Sizes) (*types.Package, *types.Info, []types.Error) {
	var errs []types.Error
	conf := types.Config{
		Importer:         imp,
		Sizes:            sizes,
		FakeImportC:      p.RawCgo,
		IgnoreFuncBodies: mode == Declarations,
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				errs = append(errs, e)
			}
		},
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	var info *types.Info
	if mode == Bodies {
		info = &types.Info{
			Types:        map[ast.Expr]types.TypeAndValue{},
			Defs:         map[*ast.Ident]types.Object{},
			Uses:         map[*ast.Ident]types.Object{},
			Implicits:    map[ast.Node]types.Object{},
			Instances:    map[*ast.Ident]types.Instance{},
			Scopes:       map[ast.Node]*types.Scope{},
			Selections:   map[*ast.SelectorExpr]*types.Selection{},
			FileVersions: map[*ast.File]string{},
		}
	}
	pkg, _ := conf.Check(p.Path, fset, files, info) // conf.Error has seen every error
	return pkg, info, errs
}

// Errors converts the checker's errors; a continuation line starts with a tab.
func Errors(p *load.Package, errs []types.Error) []load.Error {
	var out []load.Error
	for _, e := range errs {
		if strings.HasPrefix(e.Msg, "\t") && len(out) > 0 {
			out[len(out)-1].Message += "\n" + e.Msg
			continue
		}
		pos := e.Fset.Position(e.Pos)
		out = append(out, load.Error{Package: p.Path, File: pos.Filename, Line: pos.Line, Column: pos.Column, Message: e.Msg})
	}
	return out
}
