package ctxbreak

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// fix makes the case leave the loop: by return where the function can say why,
// or where nothing follows the loop; else by a break to a label on the loop.
func fix(p *lifetime.Package, s stay) *analysis.SuggestedFix {
	r := rewrite.At(p.Pass, s.at.Pos())
	f := s.loop.Func
	leave, label := "", (*analysis.TextEdit)(nil)
	tail := len(f.Body.List) > 0 && inner(f.Body.List[len(f.Body.List)-1]) == s.loop.Stmt
	results := f.Sig.Results().Len()
	switch {
	case backTo(s) != "" && results == 0: // keeps the label in use
		leave = "break " + backTo(s)
	case backTo(s) != "":
		return nil
	case results == 0 && tail:
		leave = "return"
	case results > 0 && tail && rewrite.ReturnsError(f.Sig) && s.isContext(p):
		var ok bool
		if leave, ok = r.Return(f, lifetime.Text(s.ctx)+".Err()"); !ok {
			return nil
		}
	case !tail:
		leave, label = labelled(r, s.loop)
	}
	if leave == "" {
		return nil
	}
	edit, ok := replace(r, s, leave)
	if !ok {
		return nil
	}
	edits := []analysis.TextEdit{edit}
	if label != nil {
		edits = append([]analysis.TextEdit{*label}, edits...)
	}
	return &analysis.SuggestedFix{Message: "Leave the loop", TextEdits: edits}
}

// backTo returns the label of the loop that the case continues with, if it
// names it.
func backTo(s stay) string {
	if len(s.body) > 0 {
		if b, ok := s.body[len(s.body)-1].(*ast.BranchStmt); ok && b.Label != nil {
			return b.Label.Name
		}
	}
	return ""
}

func inner(s ast.Stmt) ast.Stmt {
	if l, ok := s.(*ast.LabeledStmt); ok {
		return l.Stmt
	}
	return s
}

// labelled returns a break to the loop's label, and the edit that adds the
// label if the loop has none.
func labelled(r *rewrite.Site, loop *lifetime.Loop) (string, *analysis.TextEdit) {
	if loop.Label != nil {
		return "break " + loop.Label.Label.Name, nil
	}
	in := r.Indent(loop.Stmt.Pos())
	if in == "" || !r.First(loop.Stmt) {
		return "", nil
	}
	name := r.Fresh(loop.Func, "loop")
	// gofmt sets a label one step to the left of what it labels.
	start := loop.Stmt.Pos() - token.Pos(len(in))
	return "break " + name, &analysis.TextEdit{Pos: start, End: start, NewText: []byte(in[1:] + name + ":\n")}
}

// replace puts the new last word in place of the old, or at the end of the
// case.
func replace(r *rewrite.Site, s stay, leave string) (analysis.TextEdit, bool) {
	if s.category != ignored {
		last := s.body[len(s.body)-1]
		return analysis.TextEdit{Pos: last.Pos(), End: last.End(), NewText: []byte(leave)}, true
	}
	pos := s.at.End() + 1 // the colon
	in := r.Indent(s.at.Pos()) + "\t"
	if len(s.body) > 0 {
		last := s.body[len(s.body)-1]
		pos = last.End()
		in = r.Indent(last.Pos())
	}
	if !r.EndsLine(pos) {
		return analysis.TextEdit{}, false
	}
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte("\n" + in + leave)}, true
}
