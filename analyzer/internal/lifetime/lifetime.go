package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// Analyzer builds the Package that every rule asks, and the Effects facts. It
// is the only analyzer with facts.
var Analyzer = &analysis.Analyzer{
	Name:             "lifetime",
	Doc:              "lifetime: build the model of concurrent work that all rules share",
	URL:              "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime",
	Flags:            flags(),
	Run:              run,
	FactTypes:        []analysis.Fact{(*effects.Effects)(nil)},
	ResultType:       reflect.TypeFor[*Package](),
	RunDespiteErrors: true,
}

// A Package is what one package does concurrently.
type Package struct {
	Pass  *analysis.Pass
	Info  *types.Info
	Funcs []*Func // every function with a body, literals included, in source order

	turn   sync.Mutex // see Ask
	effort int        // what is left of it, see length

	byNode    map[ast.Node]*Func
	byObj     map[*types.Func]*Func
	params    map[*types.Var]*Func // parameters and receivers, by the function they belong to
	defs      map[*types.Var][]Def
	stores    map[*types.Var][]*Func   // functions that set elements of what a variable holds
	holders   map[*ast.CallExpr]holder // of calls' first results
	shared    map[*types.Var]bool      // somebody has the address
	closed    map[*types.Var]bool      // channels that are closed here
	callers   map[*types.Func][]*Call
	contexts  map[*types.Var]*Context
	effects   map[*types.Func]*effects.Effects
	chans     map[*types.Var]*Chan    // nil until somebody asks
	groups    *grouper                // nil until somebody asks
	running   map[*Func][]runner      // nil until somebody asks
	endings   map[*Func]*reasons      // nil until somebody asks
	kin       map[*types.Package]bool // packages that have facts; nil until somebody asks
	read      map[*types.Var]bool     // see unread; nil until somebody asks
	elsewhere map[string]bool         // words of files that are not built here; nil until somebody asks

	assumed     map[*types.Func][]string
	assumptions []Assumption
	values      map[*types.Func]int // see UsedAsValue
	memos       map[any]any         // see Memo
}

func run(pass *analysis.Pass) (any, error) {
	p := &Package{
		Pass:     pass,
		Info:     pass.TypesInfo,
		byNode:   map[ast.Node]*Func{},
		byObj:    map[*types.Func]*Func{},
		params:   map[*types.Var]*Func{},
		defs:     map[*types.Var][]Def{},
		stores:   map[*types.Var][]*Func{},
		holders:  map[*ast.CallExpr]holder{},
		shared:   map[*types.Var]bool{},
		closed:   map[*types.Var]bool{},
		callers:  map[*types.Func][]*Call{},
		contexts: map[*types.Var]*Context{},
		effects:  map[*types.Func]*effects.Effects{},
	}
	mine := own(pass)
	if factsOnly && !mine {
		return p, nil // its effects come from package known
	}
	p.build()
	p.readAssumptions()
	p.summarize()
	p.ownership()
	p.awaiting()
	p.outlasting()
	p.flagEffects()
	if mine {
		p.export()
	}
	return p, nil
}

// Ask runs a rule's question. Drivers run rules side by side, and much of the
// model is made when it is first asked for: so rules take turns.
func (p *Package) Ask(question func(*Package)) {
	p.turn.Lock()
	defer p.turn.Unlock()
	question(p)
}

// Memo returns what is made of the package once, when somebody first asks for
// it by a key of a type of its own.
func (p *Package) Memo(key any, make func() any) any {
	if v, ok := p.memos[key]; ok {
		return v
	}
	if p.memos == nil {
		p.memos = map[any]any{}
	}
	v := make()
	p.memos[key] = v
	return v
}

// FactsOnly reports that nobody will read findings of this package: it is
// there for its facts, as a dependency of another unit.
func (p *Package) FactsOnly() bool { return factsOnly }

// FuncOf returns the function that a *ast.FuncDecl or *ast.FuncLit is.
func (p *Package) FuncOf(n ast.Node) *Func { return p.byNode[n] }

// InTest reports whether a position is in a test file.
func (p *Package) InTest(pos token.Pos) bool { return p.isTest(pos) }

func (p *Package) isTest(pos token.Pos) bool {
	return strings.HasSuffix(p.Pass.Fset.Position(pos).Filename, "_test.go")
}
