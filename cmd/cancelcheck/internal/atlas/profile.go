package atlas

import (
	"cmp"
	"slices"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/profile"
)

// A Profile is what the map makes of a profile.
type Profile struct {
	Form       string      `json:"form"` // pprof, debug=2
	Name       string      `json:"name"` // goroutine, goroutineleak
	Goroutines int         `json:"goroutines"`
	Matched    int         `json:"matched"`   // that come from a spawn of the map
	Sites      int         `json:"sites"`     // the spawns that they come from
	Unmatched  []Unmatched `json:"unmatched"` // the most goroutines first
}

// Seen is the goroutines of one spawn.
type Seen struct {
	Count  int     `json:"count"`
	Sites  int     `json:"sites"`  // spawns that these may come from, this one included: 1 is certain
	Blocks []Block `json:"blocks"` // the most goroutines first
}

// A Block is a place where goroutines wait.
type Block struct {
	Count    int    `json:"count"`
	State    string `json:"state"`   // in the runtime's words; empty: not known
	Minutes  int    `json:"minutes"` // of the one that waits longest; 0: less, or not known
	Leaked   bool   `json:"leaked"`  // the runtime knows that it waits for ever
	Function string `json:"function"`
	File     string `json:"file"` // in a package of the map as there, else as in the profile
	Line     int    `json:"line"`
}

// An Unmatched is goroutines that no spawn of the map has started.
type Unmatched struct {
	Count int `json:"count"`
	origin
	Blocks []Block `json:"blocks"`
}

// origin is what is known of a goroutine's start.
type origin struct {
	Runs    string `json:"runs"`    // the outermost function
	Creator string `json:"creator"` // empty: not known
	File    string `json:"file"`    // where the creator starts it
	Line    int    `json:"line"`
}

// matched is a group of goroutines of a spawn.
type matched struct {
	group profile.Group
	sites int
}

// Join adds the goroutines of a profile to the map.
func (m *Map) Join(p *profile.Profile) {
	out := &Profile{Form: p.Form, Name: p.Name, Unmatched: []Unmatched{}}
	x := newIndex(m)
	strangers := map[origin][]profile.Group{}
	for _, g := range p.Groups {
		out.Goroutines += g.Count
		sites := x.sites(g)
		for _, s := range sites {
			s.seen = append(s.seen, matched{g, len(sites)})
		}
		if len(sites) > 0 {
			out.Matched += g.Count
			continue
		}
		o := originOf(g)
		strangers[o] = append(strangers[o], g)
	}
	m.each(func(_ *Package, s *Spawn) {
		if len(s.seen) > 0 {
			out.Sites++
			s.Goroutines = x.sum(s.seen)
		}
	})
	for o, groups := range strangers {
		u := Unmatched{origin: o, Blocks: x.blocks(groups)}
		for _, g := range groups {
			u.Count += g.Count
		}
		out.Unmatched = append(out.Unmatched, u)
	}
	slices.SortFunc(out.Unmatched, func(a, b Unmatched) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Runs, b.Runs), cmp.Compare(a.Creator, b.Creator), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	m.Profile = out
}

func originOf(g profile.Group) origin {
	var o origin
	if n := len(g.Frames); n > 0 {
		o.Runs = g.Frames[n-1].Function
	}
	if c := g.Created; c != nil {
		o.Creator, o.File, o.Line = c.Function, c.File, c.Line
	}
	return o
}

// sum is what a spawn's goroutines do.
func (x *index) sum(list []matched) *Seen {
	seen := &Seen{Sites: 1}
	var groups []profile.Group
	for _, m := range list {
		seen.Count += m.group.Count
		seen.Sites = max(seen.Sites, m.sites)
		groups = append(groups, m.group)
	}
	seen.Blocks = x.blocks(groups)
	return seen
}

// blocks says where goroutines wait.
func (x *index) blocks(groups []profile.Group) []Block {
	out := []Block{}
	for _, g := range groups {
		b := Block{State: g.State, Leaked: g.Leaked}
		if f := x.top(g.Frames); f != nil {
			b.Function, b.File, b.Line = f.Function, x.name(f), f.Line
		}
		same := func(o Block) bool { o.Count, o.Minutes = 0, 0; return o == b }
		i := slices.IndexFunc(out, same)
		if i < 0 {
			i = len(out)
			out = append(out, b)
		}
		out[i].Count += g.Count
		out[i].Minutes = max(out[i].Minutes, g.Minutes)
	}
	slices.SortFunc(out, func(a, b Block) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.State, b.State), cmp.Compare(a.Function, b.Function))
	})
	return out
}
