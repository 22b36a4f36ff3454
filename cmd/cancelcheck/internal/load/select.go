package load

// A Role says what a package is listed for.
type Role int

// The roles, each including the ones before it.
const (
	Imported Role = iota // read from export data
	Facts                // analysed for what its importers must know
	Reported             // analysed, and its findings shown
)

// Roles decides which packages are analysed. Reported are the ones that match
// the patterns, each file once, from the widest variant that has it: a package
// is superseded by its test variant, which has all its files and more. Then
// the own packages that those import, directly or not, give facts, so that a
// part of a module gets the findings there that the whole module gets.
func Roles(g *Graph, own func(*Package) bool) map[*Package]Role {
	tested := map[string]bool{}
	for _, p := range g.Packages {
		if p.Root && p.ForTest != "" && p.Path == p.ForTest {
			tested[p.Path] = true
		}
	}
	roles := map[*Package]Role{}
	seen := map[*Package]bool{}
	var visit func(p *Package)
	visit = func(p *Package) {
		if seen[p] {
			return
		}
		seen[p] = true
		for _, dep := range p.Deps {
			visit(dep)
			if roles[dep] == Imported && len(dep.Files) > 0 && own(dep) {
				roles[dep] = Facts
			}
		}
	}
	for _, p := range g.Packages {
		if p.reported(tested) && len(p.Files) > 0 {
			visit(p)
			roles[p] = Reported
		}
	}
	return roles
}

func (p *Package) reported(tested map[string]bool) bool {
	switch {
	case !p.Root || p.testMain:
		return false
	case p.ForTest == "":
		return !tested[p.Path]
	}
	// Other variants are copies of packages between a test and its package.
	return p.Path == p.ForTest || p.Path == p.ForTest+"_test"
}
