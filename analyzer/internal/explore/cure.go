package explore

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Cure is a buffer that lets a send go that could be stuck.
type Cure struct {
	Make *ast.CallExpr // that makes the channel
	Size int
}

// largest is the largest buffer that is tried: what needs more is no answer that
// came too late.
const largest = 3

// Cure returns the smallest buffer with which nobody is stuck on the channel of
// a defect's send any more, and everything else is as before: see relies.
//
// The proof explores the defect's system again, and all others that make the
// channel: with the buffer, the waits of the defect are gone, and whoever is
// still stuck was stuck before.
func (f *Found) Cure(d Defect) (Cure, bool) {
	if d.Wait.Kind != "send" || d.Scaled || d.Wait.Proc == 0 {
		return Cure{}, false
	}
	c := Cure{Make: makeAt(f.e.t.pkg, d.Wait.Made)}
	if c.Make == nil {
		return Cure{}, false
	}
	least, ok := f.capacity(c.Make)
	ok = ok && !f.measures()
	for c.Size = least + 1; ok && c.Size <= largest; c.Size++ {
		if f.cures(d, c) {
			return c, true
		}
	}
	return Cure{}, false
}

// makeAt returns the call that makes a channel, from where it begins.
func makeAt(p *lifetime.Package, pos token.Pos) (found *ast.CallExpr) {
	for _, file := range p.Pass.Files {
		if !pos.IsValid() || pos < file.FileStart || pos >= file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && call.Pos() == pos {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "make" {
					found = call
				}
			}
			return found == nil && n != nil && n.Pos() <= pos && pos < n.End()
		})
	}
	return found
}

// capacity returns a channel's capacity, if it is none or a number: a name may
// stand for other things, too.
func (f *Found) capacity(call *ast.CallExpr) (int, bool) {
	if len(call.Args) == 1 {
		return 0, true
	}
	if _, ok := call.Args[1].(*ast.BasicLit); !ok {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(f.e.t.pkg.Info.Types[call.Args[1]].Value))
	return int(n), ok && n < largest
}

func (f *Found) cures(d Defect, c Cure) bool {
	for _, s := range f.systems {
		if !s.made[c.Make.Pos()] {
			continue
		}
		m := f.e.machine(s.beginning, s.budget)
		m.buffers = map[token.Pos]int{c.Make.Pos(): c.Size}
		m.explore()
		here := s.root == d.Root && s.client == d.client
		if here && m.over || m.relies(c.Make) {
			return false
		}
		for _, after := range m.ends() {
			for _, w := range after.Waits {
				if w.Made == c.Make.Pos() || here && d.has(w) || !s.stuck(w) {
					return false
				}
			}
		}
	}
	return true
}

// A system is what has been explored, and who was stuck there.
type system struct {
	beginning
	client *client
	budget Budget
	made   map[token.Pos]bool // channels
	waits  []Wait
}

// remember keeps what is needed to explore a system again.
func (f *Found) remember(c *client, b Budget, r Report) {
	if len(r.made) == 0 {
		return
	}
	s := system{beginning: r.begin, client: c, budget: b, made: r.made}
	for _, stuck := range r.Stuck {
		s.waits = append(s.waits, stuck.Waits...)
	}
	f.systems = append(f.systems, s)
}

func (s *system) stuck(w Wait) bool { return slices.ContainsFunc(s.waits, w.same) }

func (d Defect) has(w Wait) bool { return d.Wait.same(w) || slices.ContainsFunc(d.Others, w.same) }

// measures reports whether the package asks channels how full they are: then a
// buffer shows.
func (f *Found) measures() (found bool) {
	info := f.e.t.pkg.Info
	for _, file := range f.e.t.pkg.Pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if x, ok := n.(*ast.CallExpr); ok && len(x.Args) == 1 {
				id, ok := x.Fun.(*ast.Ident)
				found = found || ok && (id.Name == "len" || id.Name == "cap") && info.TypeOf(x.Args[0]) != nil && isChan(info.TypeOf(x.Args[0]))
			}
			return !found
		})
	}
	return found
}
