// Package atlas is the lifetime map as users get it: every spawn by package
// and owner, with totals, joined with a profile or not, in the forms that
// people and programs read.
package atlas

import (
	"cmp"
	"go/token"
	"maps"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Schema is the version of the JSON form. Fields may be added under the same
// number; a field that changes or goes makes a new one.
const Schema = 1

// A Map is the JSON form, see docs/map.md. Every field is always there, and
// lists are sorted and never null.
type Map struct {
	Schema   int       `json:"schema"`
	Totals   Totals    `json:"totals"`
	Packages []Package `json:"packages"` // those that start something
	Errors   []Error   `json:"errors"`
	Profile  *Profile  `json:"profile"` // null if there was none

	sources []Source
}

// Totals counts spawns. The keys of Verdicts are all verdicts.
type Totals struct {
	Spawns   int                      `json:"spawns"`
	Verdicts map[analyzer.Verdict]int `json:"verdicts"`
}

// A Package is the spawns of one package.
type Package struct {
	Path   string  `json:"path"`
	Module string  `json:"module"`
	Totals Totals  `json:"totals"`
	Owners []Owner `json:"owners"`

	main bool
}

// An Owner is the type whose methods start something; without a name it is the
// package's functions.
type Owner struct {
	Name   string  `json:"name"`
	Spawns []Spawn `json:"spawns"`
}

// A Spawn is a place that starts concurrent work.
type Spawn struct {
	At         Position         `json:"at"`
	Kind       string           `json:"kind"`
	Func       string           `json:"func"`
	Body       string           `json:"body"`
	BodyAt     *Position        `json:"bodyAt"` // null: in another package
	Verdict    analyzer.Verdict `json:"verdict"`
	Repeats    bool             `json:"repeats"`
	Generated  bool             `json:"generated"`
	Stops      []Mark           `json:"stops"`
	Joins      []Mark           `json:"joins"`
	Goroutines *Seen            `json:"goroutines"` // null: none in the profile

	source analyzer.Spawn
	seen   []matched
}

// A Mark is one reason for a verdict.
type Mark struct {
	Kind string    `json:"kind"`
	What string    `json:"what"`
	In   string    `json:"in"`
	At   *Position `json:"at"` // null: nowhere in this package
}

// A Position is a place in a file of the package's module.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"` // 0: not known
}

// An Error is a package, or a place in one, that could not be analysed.
type Error struct {
	Package string `json:"package"`
	File    string `json:"file"` // empty: the package as a whole
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// A Source is what the analysis says of one package.
type Source struct {
	Path, Module string
	Main         bool
	Spawns       []analyzer.Spawn
}

// New makes a map. name gives the files the names that readers know.
func New(sources []Source, name func(file string) string) *Map {
	m := &Map{Schema: Schema, Totals: newTotals(), Packages: []Package{}, Errors: []Error{}, sources: sources}
	at := placer(name)
	for _, s := range sources {
		if len(s.Spawns) == 0 {
			continue
		}
		p := Package{Path: s.Path, Module: s.Module, Totals: newTotals(), main: s.Main}
		owners := map[string][]Spawn{}
		for _, spawn := range s.Spawns {
			owners[spawn.Owner] = append(owners[spawn.Owner], newSpawn(spawn, at))
			p.Totals.add(spawn.Verdict)
			m.Totals.add(spawn.Verdict)
		}
		for _, owner := range slices.Sorted(maps.Keys(owners)) {
			list := owners[owner]
			slices.SortStableFunc(list, func(a, b Spawn) int { return a.At.compare(b.At) })
			p.Owners = append(p.Owners, Owner{owner, list})
		}
		m.Packages = append(m.Packages, p)
	}
	slices.SortFunc(m.Packages, func(a, b Package) int { return cmp.Compare(a.Path, b.Path) })
	return m
}

func newTotals() Totals {
	t := Totals{Verdicts: map[analyzer.Verdict]int{}}
	for _, v := range analyzer.Verdicts {
		t.Verdicts[v] = 0
	}
	return t
}

func (t *Totals) add(v analyzer.Verdict) {
	t.Spawns++
	t.Verdicts[v]++
}

// placer returns a function for positions as readers see them: nil for none.
func placer(name func(string) string) func(token.Position) *Position {
	return func(p token.Position) *Position {
		if !p.IsValid() {
			return nil
		}
		return &Position{name(p.Filename), p.Line, p.Column}
	}
}

func newSpawn(s analyzer.Spawn, at func(token.Position) *Position) Spawn {
	out := Spawn{
		Kind: s.Kind, Func: s.Func, Body: s.Body, BodyAt: at(s.BodyPos), Verdict: s.Verdict,
		Repeats: s.Repeats, Generated: s.Generated, Stops: []Mark{}, Joins: []Mark{}, source: s,
	}
	if p := at(s.Pos); p != nil {
		out.At = *p
	}
	for _, m := range s.Stops {
		out.Stops = append(out.Stops, Mark{m.Kind, m.What, m.In, at(m.Pos)})
	}
	for _, m := range s.Joins {
		out.Joins = append(out.Joins, Mark{m.Kind, m.What, m.In, at(m.Pos)})
	}
	return out
}

func (p Position) compare(q Position) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// each visits all spawns in order.
func (m *Map) each(visit func(*Package, *Spawn)) {
	for i := range m.Packages {
		p := &m.Packages[i]
		for j := range p.Owners {
			for k := range p.Owners[j].Spawns {
				visit(p, &p.Owners[j].Spawns[k])
			}
		}
	}
}
