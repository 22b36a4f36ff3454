package load

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// node adds a package to the graph; the name of its folder says whose it is.
func node(g *Graph, id, path, forTest string, root bool, deps ...*Package) *Package {
	p := &Package{ID: id, Path: path, ForTest: forTest, Root: root, Files: []string{"x.go"}, Deps: deps}
	g.Packages = append(g.Packages, p)
	return p
}

func TestRoles(t *testing.T) {
	g := &Graph{}
	std := node(g, "time", "time", "", false)
	behind := node(g, "own/behind", "own/behind", "", false, std)
	foreign := node(g, "foreign", "foreign", "", false, behind)
	unused := node(g, "own/p", "own/p", "", true, foreign)
	tested := node(g, "own/p [own/p.test]", "own/p", "own/p", true, foreign)
	between := node(g, "own/q [own/p.test]", "own/q", "own/p", true, tested)
	outside := node(g, "own/p_test [own/p.test]", "own/p_test", "own/p", true, between)
	main := node(g, "own/p.test", "own/p.test", "", true, tested, outside)
	main.testMain = true
	asked := node(g, "other", "other", "", true, unused)
	empty := node(g, "own/empty", "own/empty", "", true)
	empty.Files = nil

	roles := Roles(g, func(p *Package) bool { return p.Path[:3] == "own" })
	for p, want := range map[*Package]Role{
		std:     Imported,
		behind:  Facts, // own, though only a foreign package imports it
		foreign: Imported,
		unused:  Facts, // its test variant has all its files
		tested:  Reported,
		between: Facts, // a copy, made for the test
		outside: Reported,
		main:    Imported,
		asked:   Reported, // foreign, but asked for
		empty:   Imported,
	} {
		require.Equal(t, want, roles[p], p.ID)
	}
}
