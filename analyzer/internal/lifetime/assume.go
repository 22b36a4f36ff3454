package lifetime

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: what does the source ask us to take for granted?
//
// A line in the comment of a function's declaration, or of a method's in an
// interface, says what the model cannot see: a device driver behind cgo, a
// protocol, a callback. Being source, it is part of every cache's key.

// An Assumption is one //cancelcheck:assume comment.
type Assumption struct {
	Pos, End token.Pos
	Problem  string // why it has no effect; empty if it has
}

const assumePrefix = "//cancelcheck:assume"

// Assumptions returns the comments of the package, wrong ones included.
func (p *Package) Assumptions() []Assumption { return p.assumptions }

// The assumptions, by what follows the prefix.
var assumable = map[string]func(f *types.Signature, e *effects.Effects){
	"blocks": func(_ *types.Signature, e *effects.Effects) { e.Waits |= effects.Something },
	"finite": func(_ *types.Signature, e *effects.Effects) { e.Forever = false },
	"spawns": func(sig *types.Signature, e *effects.Effects) {
		e.Spawns |= functions(sig)
		e.Calls &^= e.Spawns
	},
	"joins": func(sig *types.Signature, e *effects.Effects) {
		given := functions(sig)
		if given == 0 && sig.Recv() != nil {
			given = receiver
		}
		e.Joins |= given
	},
	"honours ctx": func(sig *types.Signature, e *effects.Effects) {
		for i := range min(sig.Params().Len(), effects.Receiver) {
			if IsContext(sig.Params().At(i).Type()) {
				e.NeedsLive |= effects.Param(i)
			}
		}
		e.Waits, e.Forever, e.Pause = 0, false, effects.Pause{}
	},
}

// readAssumptions finds the comments, and what they are about.
func (p *Package) readAssumptions() {
	p.assumed = map[*types.Func][]string{}
	for _, file := range p.Pass.Files {
		used := map[*ast.Comment]bool{}
		declared := func(doc *ast.CommentGroup, names ...*ast.Ident) {
			if doc == nil || len(names) != 1 {
				return
			}
			fn, ok := p.Info.Defs[names[0]].(*types.Func)
			if !ok {
				return
			}
			for _, c := range doc.List {
				if text, ok := assumed(c); ok {
					used[c] = true
					p.assume(fn, c, text)
				}
			}
		}
		if !mentions(file, assumePrefix) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				declared(n.Doc, n.Name)
			case *ast.Field:
				declared(n.Doc, n.Names...)
			}
			return true
		})
		for _, group := range file.Comments {
			for _, c := range group.List {
				if _, ok := assumed(c); ok && !used[c] {
					p.assumptions = append(p.assumptions, Assumption{c.Pos(), c.End(), "it is not in the comment of a function's declaration"})
				}
			}
		}
	}
}

func mentions(file *ast.File, prefix string) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, prefix) {
				return true
			}
		}
	}
	return false
}

// assumed returns what a comment assumes.
func assumed(c *ast.Comment) (text string, ok bool) {
	text, ok = strings.CutPrefix(c.Text, assumePrefix)
	if !ok || text != "" && text[0] != ' ' {
		return "", false
	}
	text, _, _ = strings.Cut(text, "//") // a reason, or what a test wants
	return strings.TrimSpace(text), true
}

func (p *Package) assume(fn *types.Func, c *ast.Comment, text string) {
	a := Assumption{Pos: c.Pos(), End: c.End()}
	sig := fn.Signature()
	switch {
	case assumable[text] == nil:
		a.Problem = fmt.Sprintf("%q is none of: blocks, finite, honours ctx, joins, spawns", text)
	case text == "honours ctx" && !takesContext(sig):
		a.Problem = fn.Name() + " takes no context"
	case text == "joins" && sig.Recv() == nil && functions(sig) == 0:
		a.Problem = fn.Name() + " has no receiver, and takes no function"
	case text == "spawns" && functions(sig) == 0:
		a.Problem = fn.Name() + " takes no function"
	default:
		p.assumed[fn] = append(p.assumed[fn], text)
	}
	p.assumptions = append(p.assumptions, a)
}

func takesContext(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if IsContext(v.Type()) {
			return true
		}
	}
	return false
}

// functions returns the parameters that are functions, but no iterators: those
// run where the loop over them stands.
func functions(sig *types.Signature) (all effects.Params) {
	for i := range min(sig.Params().Len(), effects.Receiver) {
		if t := sig.Params().At(i).Type(); isFunc(t) && !typeIs(t, "iter", "Seq") && !typeIs(t, "iter", "Seq2") {
			all |= effects.Param(i)
		}
	}
	return all
}

// underAssumptions returns the effects with what the source assumes of fn.
func (p *Package) underAssumptions(fn *types.Func, e effects.Effects) effects.Effects {
	for _, text := range p.assumed[fn] {
		assumable[text](fn.Signature(), &e)
	}
	return e
}

// Assumes reports whether the source assumes something of the function around f.
func (f *Func) Assumes(text string) bool {
	for _, have := range f.Pkg.assumed[f.Top().Obj] {
		if have == text {
			return true
		}
	}
	return false
}
