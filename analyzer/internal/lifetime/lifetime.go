package lifetime

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer builds the Package that every rule asks, and the Effects facts. It
// is the only analyzer with facts.
var Analyzer = &analysis.Analyzer{
	Name:       "lifetime",
	Doc:        "lifetime: build the model that all rules share",
	URL:        "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime",
	Flags:      flags(),
	Run:        run,
	FactTypes:  []analysis.Fact{(*Effects)(nil)},
	ResultType: reflect.TypeFor[*Package](),
}

// A Package is what one package does concurrently.
type Package struct {
	Pass *analysis.Pass
}

func run(pass *analysis.Pass) (any, error) {
	return &Package{Pass: pass}, nil
}

// FactsOnly reports that nobody will read findings of this package: it is
// there for its facts, as a dependency of another unit.
func (p *Package) FactsOnly() bool { return factsOnly }
