package ctxdrop

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// root judges a root context that is passed on beside a live one.
func (a *asking) root(f *lifetime.Func, c *lifetime.Call) {
	for i, arg := range c.Args {
		made, ok := ast.Unparen(arg).(*ast.CallExpr)
		if !ok {
			continue
		}
		if e := a.p.Effects(a.p.CalleeOf(made)); e == nil || e.Makes != effects.Root {
			continue
		}
		ctx, _ := f.AtHand(made)
		if ctx == nil || ctx.Origin > lifetime.OfCall {
			continue
		}
		if why := a.onPurpose(f, c, i, ctx); why != "" {
			a.spare(arg, why)
			continue
		}
		name := lifetime.Text(made)
		a.say(report.Finding{
			Pos: arg.Pos(), End: arg.End(), Category: root, Level: lifetime.Likely,
			Message: short(lifetime.Text(c.Fun)) + " gets " + name + " while " + ctx.Name + " is at hand: cancelling it has no effect here",
			Related: related(&lifetime.Wait{Call: c, Until: c.CallExpr}, ctx),
		})
	}
}

// onPurpose returns why a root may well be meant, or the empty string.
func (a *asking) onPurpose(f *lifetime.Func, c *lifetime.Call, i int, ctx *lifetime.Context) string {
	e := a.p.Effects(c.Callee)
	switch {
	case c.Mode != lifetime.Now:
		return "the call is deferred, or runs apart"
	case levelOf(f, ctx) != lifetime.Certain:
		return "the literal may run when the context is done"
	case c.Callee == nil:
		return "nothing is known of what is called"
	case e == nil || !e.NeedsLive.Has(i):
		return "nothing says that the called function needs its context alive"
	case e.Makes != effects.NoContext:
		return "it is the start of a new context"
	case known.Is(c.Callee, "(*net/http.Request).WithContext", "(*net/http.Request).Clone"):
		return "the request is made for something else"
	case e.Keeps.Has(i):
		return "the call keeps the context for longer than this call"
	case cleansUp(c.Callee.Name()) || f.Top().Obj != nil && cleansUp(f.Top().Obj.Name()):
		return "a clean-up is meant to run to its end"
	case c.Callee.Pkg().Path() == "os/exec":
		return "a command without a context, said aloud"
	case a.both(f, c, i):
		return "the function calls it with the context as well: the difference is meant"
	case c.Callee.Name() == "Do" && c.Callee.Pkg() != nil && strings.HasSuffix(c.Callee.Pkg().Path(), "singleflight"):
		return "the work is shared"
	case a.explained(c):
		return "a comment there speaks of it"
	}
	return ""
}

// both reports whether the function calls the same callee with a context that is
// no root.
func (a *asking) both(f *lifetime.Func, c *lifetime.Call, i int) bool {
	return slices.ContainsFunc(f.Calls, func(other *lifetime.Call) bool {
		return other.Callee == c.Callee && i < len(other.Args) && a.p.ContextOf(other.Args[i]).Live()
	})
}

// cleansUp reports whether a name says that something is released. A name is
// no evidence for a finding; it is enough for silence.
func cleansUp(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"close", "stop", "shutdown", "release", "unlock", "rollback", "delete", "remove", "flush", "abort", "clean", "cancel", "kill", "destroy", "teardown", "revoke", "unregister", "deregister", "disconnect", "drain", "purge", "detach", "async", "background", "unmount", "unsubscribe"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// explained reports whether a comment on one of the two lines before a call, or
// a note to another linter on its own, speaks of contexts: then somebody thought
// about it.
func (a *asking) explained(c *lifetime.Call) bool {
	fset := a.p.Pass.Fset
	line := fset.Position(c.Pos()).Line
	for _, file := range a.p.Pass.Files {
		if file.FileStart > c.Pos() || c.Pos() >= file.FileEnd {
			continue
		}
		for _, group := range file.Comments {
			first, last := fset.Position(group.Pos()).Line, fset.Position(group.End()).Line
			text := group.List[0].Text
			if last < line && line <= last+2 || first == line && strings.HasPrefix(text, "//nolint") {
				if last < line {
					text = group.Text()
				}
				if speaksOfContexts(strings.ToLower(text)) {
					return true
				}
			}
		}
	}
	return false
}

func speaksOfContexts(text string) bool {
	return slices.ContainsFunc([]string{"context", "ctx", "background", "cancel", "detach", "todo"}, func(word string) bool {
		return strings.Contains(text, word)
	})
}
