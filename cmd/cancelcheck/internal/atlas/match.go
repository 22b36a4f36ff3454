package atlas

import (
	"cmp"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/profile"
)

// index finds the spawns that a goroutine may come from.
//
// A stack trace says where its goroutine was created: for a go statement of
// the map that is the answer. A callee that starts work, such as
// WaitGroup.Go, creates all its goroutines at one place of its own; then the
// outermost function that is not the callee's decides, which must be the body
// of a spawn by that callee. Protobuf profiles have no creation site, so there
// the body always decides; spawns with the same body cannot be told apart.
//
// Where a program was built, its files may have had other directories, so they
// are compared from their end.
type index struct {
	starts map[place][]*site  // go statements
	named  map[string][]*site // bodies with a name
	ranges map[string][]*site // literals, by the last element of their file's name
	own    map[string]Source  // by import path
	mains  []Source
}

type site struct {
	*Spawn
	pkg *Package
}

// place is a line of a file, known by the last element of its name.
type place struct {
	base string
	line int
}

func at(file string, line int) place { return place{path.Base(slashed(file)), line} }

func slashed(file string) string { return strings.ReplaceAll(file, `\`, "/") }

func newIndex(m *Map) *index {
	x := &index{starts: map[place][]*site{}, named: map[string][]*site{}, ranges: map[string][]*site{}, own: map[string]Source{}}
	for _, s := range m.sources {
		x.own[s.Path] = s
		if s.Main {
			x.mains = append(x.mains, s)
		}
	}
	m.each(func(p *Package, spawn *Spawn) {
		s := &site{spawn, p}
		if s.source.Via == "" {
			k := at(s.source.Pos.Filename, s.source.Pos.Line)
			x.starts[k] = append(x.starts[k], s)
		}
		if s.source.Symbol != "" {
			x.named[s.source.Symbol] = append(x.named[s.source.Symbol], s)
			if rest, ok := strings.CutPrefix(s.source.Symbol, p.Path+"."); ok && p.main {
				x.named["main."+rest] = append(x.named["main."+rest], s)
			}
		} else if s.source.BodyPos.IsValid() {
			base := path.Base(slashed(s.source.BodyPos.Filename))
			x.ranges[base] = append(x.ranges[base], s)
		}
	})
	return x
}

// sites returns the spawns that the goroutines may come from, none if they
// come from elsewhere.
func (x *index) sites(g profile.Group) []*Spawn {
	var created []*site
	if g.Created != nil {
		created = x.nearest(x.starts[at(g.Created.File, g.Created.Line)], *g.Created, func(s *site) token.Position { return s.source.Pos })
		if len(created) > 0 && created[0].inSight() {
			return spawns(created)
		}
	}
	// A go statement that runs a parameter stands in a callee that starts
	// work: its caller is nearer to the answer.
	if bodies := x.byBody(g); len(bodies) > 0 {
		return spawns(bodies)
	}
	return spawns(created)
}

func (s *site) inSight() bool { return s.source.Symbol != "" || s.source.BodyPos.IsValid() }

func spawns(list []*site) []*Spawn {
	var out []*Spawn
	for _, s := range list {
		out = append(out, s.Spawn)
	}
	return out
}

// beneath is how many frames a callee may have below the body that it runs.
const beneath = 3

// byBody goes from the outermost frame inward, as long as the frames are those
// of a callee that starts work.
func (x *index) byBody(g profile.Group) []*site {
	n := len(g.Frames)
	for i := n - 1; i >= 0 && i >= n-1-beneath; i-- {
		under := g.Frames[i+1:]
		found := slices.DeleteFunc(x.running(g.Frames[i]), func(s *site) bool { return !s.started(g, under) })
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// started reports whether the spawn can have started the goroutines: a go
// statement starts the outermost frame, and a callee frames and goroutines of
// its own package.
func (s *site) started(g profile.Group, under []profile.Frame) bool {
	if s.source.Via == "" {
		// Had the trace a creation site, it would have been found.
		return len(under) == 0 && g.Created == nil
	}
	foreign := func(f profile.Frame) bool { return !s.callee(f) }
	return !slices.ContainsFunc(under, foreign) && (g.Created == nil || s.callee(*g.Created))
}

// callee reports whether the frame is in the package of the callee that starts
// the spawn. Of what is inlined only the file tells where it is from.
func (s *site) callee(f profile.Frame) bool {
	of := func(pkg string) bool { return strings.HasPrefix(s.source.Via, pkg+".") }
	if of(f.Package) || f.Package == "main" && s.pkg.main && of(s.pkg.Path) {
		return true
	}
	for dir := path.Dir(slashed(f.File)); dir != ""; {
		if of(dir) {
			return true
		}
		_, dir, _ = strings.Cut(dir, "/")
	}
	return false
}

// running returns the spawns whose body the frame is in.
func (x *index) running(f profile.Frame) []*site {
	if list := x.named[f.Function]; len(list) > 0 {
		return slices.Clone(list)
	}
	if !strings.Contains(f.Function, ".func") {
		return nil
	}
	var list []*site
	for _, s := range x.ranges[path.Base(slashed(f.File))] {
		from, to := s.source.BodyPos.Line, s.source.BodyEnd.Line
		if f.Start > 0 && f.Start == from || f.Start == 0 && from <= f.Line && f.Line <= to {
			list = append(list, s)
		}
	}
	list = x.nearest(list, f, func(s *site) token.Position { return s.source.BodyPos })
	return innermost(list)
}

// innermost keeps the shortest of literals that hold the same line.
func innermost(list []*site) []*site {
	length := func(s *site) int { return s.source.BodyEnd.Line - s.source.BodyPos.Line }
	if len(list) == 0 {
		return nil
	}
	least := length(slices.MinFunc(list, func(a, b *site) int { return cmp.Compare(length(a), length(b)) }))
	return slices.DeleteFunc(list, func(s *site) bool { return length(s) > least })
}

// nearest keeps the spawns whose file agrees with the frame's in the most
// elements: in two at least, or else the package must be the same.
func (x *index) nearest(list []*site, f profile.Frame, pos func(*site) token.Position) []*site {
	best := 0
	var out []*site
	for _, s := range list {
		n := common(slashed(pos(s).Filename), slashed(f.File))
		pkg := f.Package
		if n < 2 && pkg != s.pkg.Path && !(pkg == "main" && s.pkg.main) {
			continue
		}
		if n > best {
			best, out = n, nil
		}
		if n == best {
			out = append(out, s)
		}
	}
	return out
}

// common counts the elements that two names end with.
func common(a, b string) int {
	n := 0
	for a != "" && b != "" && path.Base(a) == path.Base(b) {
		n++
		a, b = strings.TrimSuffix(path.Dir(a), "/"), strings.TrimSuffix(path.Dir(b), "/")
		if a == "." || b == "." {
			break
		}
	}
	return n
}

// top returns the innermost frame of the user's code, or else the innermost
// one outside of the runtime.
func (x *index) top(frames []profile.Frame) *profile.Frame {
	var other *profile.Frame
	for i := range frames {
		f := &frames[i]
		pkg := f.Package
		first, _, _ := strings.Cut(pkg, "/")
		switch {
		case pkg == "main" || x.own[pkg].Path != "" || strings.Contains(first, "."):
			return f
		case other == nil && first != "runtime" && first != "internal":
			other = f
		}
	}
	if other == nil && len(frames) > 0 {
		return &frames[0]
	}
	return other
}

// name is the file of a frame as the map names files, if it is one of the
// map's packages.
func (x *index) name(f *profile.Frame) string {
	file := slashed(f.File)
	s, ok := x.own[f.Package]
	if f.Package == "main" {
		most := 0
		for _, main := range x.mains {
			if n := common(main.Path, path.Dir(file)); n > most || !ok {
				most, s, ok = n, main, true
			}
		}
	}
	if !ok {
		return file
	}
	dir := strings.TrimSuffix(s.Path, "_test")
	if s.Module != "" {
		dir = strings.TrimPrefix(strings.TrimPrefix(dir, s.Module), "/")
	}
	return path.Join(dir, path.Base(file))
}
