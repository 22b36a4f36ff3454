// Package identity tells what a place in the source is, as opposed to where:
// its declaration and its text stay the same when lines move, files are renamed
// or gofmt runs.
package identity

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"os"
	"strings"
)

// A Package is the files whose places are asked for.
type Package struct {
	Fset  *token.FileSet
	Files []*ast.File

	sources map[string][]byte // read when they are needed first
}

// Declaration names the top-level declaration around a place: F, (*T).M, var
// x. It is empty outside of all of them, and between imports.
func (p *Package) Declaration(pos token.Pos) string {
	for _, f := range p.Files {
		if pos < f.FileStart || f.FileEnd <= pos {
			continue
		}
		for _, d := range f.Decls {
			from := d.Pos()
			if doc := comment(d); doc != nil {
				from = doc.Pos()
			}
			if from <= pos && pos <= d.End() {
				return name(d, pos)
			}
		}
	}
	return ""
}

func comment(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

func name(d ast.Decl, pos token.Pos) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return funcName(d)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if pos <= s.End() {
				return specName(d.Tok, s)
			}
		}
	}
	return ""
}

func specName(tok token.Token, s ast.Spec) string {
	switch s := s.(type) {
	case *ast.ValueSpec:
		if len(s.Names) > 0 {
			return tok.String() + " " + s.Names[0].Name
		}
	case *ast.TypeSpec:
		return tok.String() + " " + s.Name.Name
	}
	return ""
}

// Declares reports whether a file has a declaration of that name. Whatever has
// a file has places outside of declarations.
func Declares(f *ast.File, declaration string) bool {
	if declaration == "" {
		return true
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if funcName(d) == declaration {
				return true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if specName(d.Tok, s) == declaration {
					return true
				}
			}
		}
	}
	return false
}

// funcName is a function's name with its receiver, without type parameters:
// naming those differently changes nothing.
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t, star := ast.Unparen(d.Recv.List[0].Type), false
	if p, ok := t.(*ast.StarExpr); ok {
		t, star = ast.Unparen(p.X), true
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	of := "?"
	if x, ok := t.(*ast.Ident); ok {
		of = x.Name
	}
	if star {
		return "(*" + of + ")." + d.Name.Name
	}
	return of + "." + d.Name.Name
}

// Text is the source between two places, as written in the file that the
// compiler reads.
func (p *Package) Text(pos, end token.Pos) string {
	if !end.IsValid() {
		end = pos
	}
	from, to := p.Fset.PositionFor(pos, false), p.Fset.PositionFor(end, false)
	if from.Filename != to.Filename {
		return ""
	}
	src, seen := p.sources[from.Filename]
	if !seen {
		// Without it the text is empty, and the declaration has to do.
		src, _ = os.ReadFile(from.Filename)
		if p.sources == nil {
			p.sources = map[string][]byte{}
		}
		p.sources[from.Filename] = src
	}
	if from.Offset < 0 || to.Offset < from.Offset || len(src) < to.Offset {
		return ""
	}
	return Normal(src[from.Offset:to.Offset])
}

// longest is the length of a text that still reads well in a list. Of longer
// ones a digest says the rest.
const longest = 120

// Normal is the source as its tokens: without comments, without what gofmt
// adds or takes away, on one line.
func Normal(src []byte) string {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, nil, 0)
	var words []string
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return abridge(join(words))
		case token.SEMICOLON:
			continue // a line break will do
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if n := len(words); n > 0 && words[n-1] == "," {
				words = words[:n-1] // before a line break there must be one
			}
		case token.INT, token.FLOAT, token.IMAG:
			lit = strings.ToLower(lit) // 0X1F
		}
		if lit == "" || tok.IsOperator() {
			lit = tok.String()
		}
		words = append(words, lit)
	}
}

// join spaces words much as gofmt would: people read the text in a baseline.
func join(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !strings.Contains(".,:()[]", w) && !strings.Contains(".([", words[i-1]) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

func abridge(s string) string {
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return fmt.Sprintf("%s… %x", string(runes[:longest]), sum[:6])
}
