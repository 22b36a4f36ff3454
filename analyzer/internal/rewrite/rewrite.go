// Package rewrite answers: what does the source say here, and how is new
// source written in its style? Fixes are made of its pieces.
package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Site is a place in a file that a fix will change.
type Site struct {
	pass *analysis.Pass
	file *ast.File
	src  []byte
	tok  *token.File
}

// At returns the site at a position.
func At(pass *analysis.Pass, pos token.Pos) *Site {
	s := &Site{pass: pass, tok: pass.Fset.File(pos)}
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			s.file = f
		}
	}
	read := pass.ReadFile
	if read == nil {
		read = os.ReadFile // Bazel's nogo sets none
	}
	if src, err := read(s.tok.Name()); err == nil && len(src) == s.tok.Size() {
		s.src = src
	}
	return s
}

// Text returns the source of a node.
func (s *Site) Text(n ast.Node) string {
	if s.src == nil {
		return types.ExprString(n.(ast.Expr))
	}
	return string(s.src[s.tok.Offset(n.Pos()):s.tok.Offset(n.End())])
}

// Indent returns the white space that the line of pos starts with.
func (s *Site) Indent(pos token.Pos) string {
	if s.src == nil {
		return ""
	}
	start := s.tok.Offset(s.tok.LineStart(s.tok.Line(pos)))
	line := s.src[start:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// Since reports whether the file may use features of a version of Go.
func (s *Site) Since(v string) bool {
	have := s.pass.TypesInfo.FileVersions[s.file]
	return have == "" || version.Compare(have, v) >= 0
}

// Statement returns the expression statement in body that is the call and
// nothing else, first on its line, or nil.
func (s *Site) Statement(body *ast.BlockStmt, call *ast.CallExpr) ast.Stmt {
	stmt, _ := s.Line(body, call)
	if e, ok := stmt.(*ast.ExprStmt); ok && e.X == call {
		return stmt
	}
	return nil
}

// Line returns the innermost statement of a statement list in body that holds
// the node, if it is the first text on its line, or nil. New lines can be put
// before it. last says that the list ends the function: its last statement is
// a return.
func (s *Site) Line(body *ast.BlockStmt, n ast.Node) (stmt ast.Stmt, last bool) {
	if s.src == nil {
		return nil, false
	}
	ast.Inspect(body, func(m ast.Node) bool {
		list := lifetime.Statements(m)
		for _, one := range list {
			if one.Pos() <= n.Pos() && n.End() <= one.End() {
				stmt = one
				_, last = list[len(list)-1].(*ast.ReturnStmt)
			}
		}
		return true
	})
	if stmt == nil || !s.First(stmt) {
		return nil, false
	}
	return stmt, last
}

// First reports whether nothing but white space precedes the node on its line.
func (s *Site) First(n ast.Node) bool {
	if s.src == nil {
		return false
	}
	start := s.tok.Offset(s.tok.LineStart(s.tok.Line(n.Pos())))
	return s.Indent(n.Pos()) == string(s.src[start:s.tok.Offset(n.Pos())])
}

// EndsLine reports whether the line ends at pos.
func (s *Site) EndsLine(pos token.Pos) bool {
	if s.src == nil {
		return false
	}
	rest := s.src[s.tok.Offset(pos):]
	return len(rest) == 0 || rest[0] == '\n' || bytes.HasPrefix(rest, []byte("\r\n"))
}

// Return returns a return statement for f that gives an error last, and zero
// values before; ok is false if some zero value has no short form.
func (s *Site) Return(f *lifetime.Func, err string) (text string, ok bool) {
	results := f.Sig.Results()
	var values []string
	for i := range results.Len() - 1 {
		zero, ok := s.zero(results.At(i).Type())
		if !ok {
			return "", false
		}
		values = append(values, zero)
	}
	return "return " + strings.Join(append(values, err), ", "), true
}

// Leave returns a return statement for f that gives the context's error, if f
// can say why it left early: its last result is an error.
func (s *Site) Leave(f *lifetime.Func, ctx *lifetime.Context) (text string, ok bool) {
	if ctx.Origin > lifetime.Field || !ReturnsError(f.Sig) {
		return "", false
	}
	return s.Return(f, ctx.Name+".Err()")
}

// DoneCase returns the edit that adds a case to a select: leave f when the
// context is done.
func (s *Site) DoneCase(f *lifetime.Func, sel *ast.SelectStmt, ctx *lifetime.Context) *analysis.SuggestedFix {
	leave, ok := s.Leave(f, ctx)
	if !ok || s.src == nil || !s.First(sel) || strings.TrimSpace(s.Indent(sel.Body.Rbrace)) != "" {
		return nil
	}
	line := s.tok.LineStart(s.tok.Line(sel.Body.Rbrace))
	in := s.Indent(sel.Pos())
	return &analysis.SuggestedFix{
		Message:   "Add a case for " + ctx.Name + ".Done()",
		TextEdits: []analysis.TextEdit{{Pos: line, End: line, NewText: []byte(in + "case <-" + ctx.Name + ".Done():\n" + in + "\t" + leave + "\n")}},
	}
}

// ReturnsError reports whether a function's last result is an error.
func ReturnsError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
}

func (s *Site) zero(t types.Type) (string, bool) {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false", true
		case u.Info()&types.IsNumeric != 0:
			return "0", true
		case u.Info()&types.IsString != 0:
			return `""`, true
		}
		return "nil", true
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); ok {
			return "*new(" + t.String() + ")", true
		}
		return "nil", true
	case *types.Struct, *types.Array:
		name := types.TypeString(t, func(p *types.Package) string {
			if p == s.pass.Pkg {
				return ""
			}
			return s.importName(p.Path())
		})
		return name + "{}", !strings.Contains(name, "?")
	}
	return "nil", true
}

// Qualified returns an imported package's name as this file must say it.
func (s *Site) Qualified(path, name string) string {
	switch pkg := s.importName(path); pkg {
	case "?":
		return filepath.Base(path) + "." + name
	case "":
		return name
	default:
		return pkg + "." + name
	}
}

// importName returns the name under which the file imports a package, the
// empty string if by a dot, or "?" if it does not.
func (s *Site) importName(path string) string {
	for _, spec := range s.file.Imports {
		if strings.Trim(spec.Path.Value, `"`) != path {
			continue
		}
		if spec.Name == nil {
			if obj := s.pass.TypesInfo.Implicits[spec]; obj != nil {
				return obj.Name()
			}
			return filepath.Base(path)
		}
		if spec.Name.Name == "." {
			return ""
		}
		if spec.Name.Name != "_" {
			return spec.Name.Name
		}
	}
	return "?"
}

// Import returns the edits that make the file import a package from the
// standard library, none if it does already; ok is false if the file's imports
// have a form that would need more than one new line.
func (s *Site) Import(path string) (edits []analysis.TextEdit, ok bool) {
	if s.importName(path) != "?" {
		return nil, true
	}
	for _, decl := range s.file.Decls {
		d, isGen := decl.(*ast.GenDecl)
		if !isGen || d.Tok != token.IMPORT || !d.Lparen.IsValid() {
			continue
		}
		for _, spec := range d.Specs {
			have := spec.(*ast.ImportSpec)
			other := strings.Trim(have.Path.Value, `"`)
			if strings.Contains(other, ".") || have.Name != nil {
				continue
			}
			if path < other {
				return []analysis.TextEdit{{Pos: have.Pos(), End: have.Pos(), NewText: fmt.Appendf(nil, "%q\n\t", path)}}, true
			}
			edits = []analysis.TextEdit{{Pos: have.End(), End: have.End(), NewText: fmt.Appendf(nil, "\n\t%q", path)}}
		}
		return edits, len(edits) > 0
	}
	return nil, false
}

// Fresh returns a name that nothing in the function is called: base, or base
// with a number.
func (s *Site) Fresh(f *lifetime.Func, base string) string {
	taken := map[string]bool{}
	ast.Inspect(f.Top().Node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			taken[id.Name] = true
		}
		return true
	})
	name := base
	for i := 2; taken[name]; i++ {
		name = fmt.Sprint(base, i)
	}
	return name
}
