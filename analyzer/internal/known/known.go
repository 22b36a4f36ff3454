// Package known answers: what do functions outside the code under analysis do?
// It is the base case of every computation in package lifetime, because no
// driver analyses dependencies: one table, one line per function, each resting
// on the function's documentation.
package known

import (
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// A Module is a set of entries that rest on one documentation.
type Module struct {
	Path  string // module path; "std" for the standard library
	Since string // the first version that the entries hold for
	Doc   string // where the behaviour is documented
	Funcs map[string]map[string]effects.Effects
	// Loggers are packages of which every function and method at most writes
	// a message somewhere, the ones in Funcs excepted.
	Loggers []string
}

// Modules is the whole table.
var Modules = slices.Concat([]Module{std, xsync, xnet, xtime}, clocks, loggers)

// index is Modules by package path, then by function: "Name" or "Type.Name".
var index, logging = build()

func build() (map[string]map[string]*effects.Effects, map[string]bool) {
	byPath, logs := map[string]map[string]*effects.Effects{}, map[string]bool{}
	for _, m := range Modules {
		for path, funcs := range m.Funcs {
			byName := map[string]*effects.Effects{}
			for name, e := range funcs {
				byName[name] = &e
			}
			byPath[path] = byName
		}
		for _, path := range m.Loggers {
			logs[path] = true
		}
	}
	return byPath, logs
}

var onlyLogs = effects.Effects{Logs: true}

// Lookup returns the effects of a function by its documentation, or nil.
func Lookup(fn *types.Func) *effects.Effects {
	if fn.Pkg() == nil {
		return nil
	}
	path := fn.Pkg().Path()
	if funcs := index[path]; funcs != nil {
		if e := funcs[Name(fn)]; e != nil {
			return e
		}
	}
	if logging[path] {
		return &onlyLogs
	}
	return nil
}

// Name returns the function's key within its package: "Name", or "Type.Name"
// for a method, whether its receiver is a pointer or not.
func Name(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Name()
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name() + "." + fn.Name()
	}
	return fn.Name()
}
