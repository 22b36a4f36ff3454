package explore

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
)

// A send without a buffer says two things: the value, and to who sends that it
// has been taken. A buffer takes back the second. So nobody may make use of it:
//
//   - all sends are plain ones, and each is the last thing that its goroutine
//     does. After it only Done of a group is called, or the channel is closed,
//     and who waits for the group does no more than close the channel.
//   - the goroutines are started beside the making of the channel, each once: so
//     the channel gets no more values than there are go statements.
//   - nobody out of sight has the channel, and nobody looks whether it is ready.
//
// A receiver cannot tell a value in the buffer from a sender that waits.
type rendezvous struct {
	t       *translator
	call    *ast.CallExpr
	block   ast.Node               // in which it is
	counted bool                   // a group's count tells of a send
	awaited bool                   // somebody waits for a group and then does more than close the channel
	closers map[*ast.CallExpr]bool // the closes that may be: true if somebody waits for a group before
	seen    map[string]bool        // the sends that have been looked at, with their callers
}

// relies reports whether somebody makes use of it that the channels which a
// call makes have no more room than they have.
func (m *machine) relies(call *ast.CallExpr) bool {
	r := &rendezvous{t: m.t, call: call, closers: map[*ast.CallExpr]bool{}, seen: map[string]bool{}}
	r.block = r.blockOf(call)
	closes := map[*ast.CallExpr]bool{}
	for _, n := range m.nodes[1:] {
		for i := range n.s.heap {
			if o := &n.s.heap[i]; o.kind == channel && o.open && o.site == call.Pos() {
				return true
			}
		}
		for _, p := range n.s.procs {
			if p.forks > 0 || p.top().ending != running {
				continue
			}
			in := p.at()
			switch {
			case !r.modest(n.s, p):
				return true
			case in.op == opWait:
				r.awaited = !r.closes(p) || r.awaited
			case in.op == opYield && r.isOf(n.s, p):
				x, ok := in.node.(*ast.CallExpr)
				if !ok {
					return true
				}
				closes[x] = true
			}
		}
	}
	return !r.allows(closes)
}

// allows reports whether the channel is closed where it may be, and whether that
// is all that follows from a group's count that tells of a send.
func (r *rendezvous) allows(closes map[*ast.CallExpr]bool) bool {
	waited := false
	for c := range closes {
		waits, ok := r.closers[c]
		if !ok {
			return false
		}
		waited = waited || waits
	}
	for c, waits := range r.closers {
		r.awaited = r.awaited || waits && !closes[c] // it closes another
	}
	return !r.counted || waited && !r.awaited
}

// isOf reports whether a goroutine's next operation is about the channel.
func (r *rendezvous) isOf(s *state, p *proc) bool {
	v, ok := subject(p)
	o := s.object(s.resolve(v))
	return ok && o != nil && o.site == r.call.Pos()
}

// modest reports whether what a goroutine is about to do with the channel, if
// anything, does not make use of it.
func (r *rendezvous) modest(s *state, p *proc) bool {
	in := p.at()
	for _, o := range s.ports(p) {
		if c := s.object(o.ch); c == nil || c.site != r.call.Pos() {
			continue
		}
		if in.op == opSelect && (o.send || in.a >= 0) {
			return false
		}
		if key := where(p); in.op == opSend && !r.seen[key] {
			r.seen[key] = true
			send, ok := in.node.(*ast.SendStmt)
			if !ok || p.id == 0 || !r.beside(p.begin) || !r.last(s, p, send) {
				return false
			}
		}
	}
	return true
}

// where names the place of a goroutine in the code.
func where(p *proc) string {
	at := strconv.Itoa(int(p.begin))
	for _, f := range p.frames {
		at += fmt.Sprintf(" %d:%d", f.code.id, f.pc)
	}
	return at
}

// closes reports whether a goroutine that waits for a group only closes the
// channel when the wait is over.
func (r *rendezvous) closes(p *proc) bool {
	fn := p.top().code.fn
	if p.id == 0 || len(p.frames) > 1 || fn == nil || len(fn.Body.List) != 2 {
		return false
	}
	last, ok := fn.Body.List[1].(*ast.ExprStmt)
	if !ok || fn.Body.List[0].Pos() > p.at().pos || p.at().pos >= fn.Body.List[0].End() {
		return false
	}
	call, ok := ast.Unparen(last.X).(*ast.CallExpr)
	if !ok || !isClose(call) {
		return false
	}
	r.closers[call] = true
	return true
}

func isClose(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	return ok && id.Name == "close" && len(call.Args) == 1
}

// beside reports whether every run of the statement at a position belongs to a
// channel of its own: the block that makes the channel has it, and in that
// block no loop and no other function.
func (r *rendezvous) beside(pos token.Pos) bool {
	for _, n := range r.path(pos, r.block) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return false
		case nil:
			return false
		}
	}
	return true
}

// blockOf returns the block in which a call is.
func (r *rendezvous) blockOf(call *ast.CallExpr) (block ast.Node) {
	for _, file := range r.t.pkg.Pass.Files {
		for _, n := range r.path(call.Pos(), file) {
			switch n.(type) {
			case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
				block = n
			}
		}
	}
	return block
}

// path returns the nodes inside of one around a position, from the outside; one
// that is nil if it is not in there.
func (r *rendezvous) path(pos token.Pos, in ast.Node) (path []ast.Node) {
	if in == nil || pos < in.Pos() || pos >= in.End() {
		return []ast.Node{nil}
	}
	ast.Inspect(in, func(n ast.Node) bool {
		if n == nil || n.Pos() > pos || pos >= n.End() {
			return false
		}
		if n != in {
			path = append(path, n)
		}
		return true
	})
	return path
}

// is tells instructions apart: functions do not compare.
func (in *instr) is(do func(x *exec, f *frame, in *instr)) bool {
	return in.do != nil && reflect.ValueOf(in.do).Pointer() == reflect.ValueOf(do).Pointer()
}
