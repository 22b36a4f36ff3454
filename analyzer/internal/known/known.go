// Package known answers: what do functions outside the code under analysis do?
// It is the base case of every computation in package lifetime, because no
// driver analyses dependencies: one table, one line per function, each resting
// on the function's documentation.
package known

import (
	"go/types"
	"maps"
	"slices"
	"strings"

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
	// Instead names, for functions that wait and take no context, those of the
	// same package that take one, where the name is not the function's own with
	// Context behind it.
	Instead map[string]map[string]string
	// Carried are functions that wait, and that a context ends which another
	// value carries.
	Carried map[string]map[string]Carried
	// Handlers are functions with a parameter, by its index, that is called for
	// each request with a context that ends when it returns.
	Handlers map[string]map[string]int
	// Computed says that Funcs are the facts that the model has of the module's
	// source: where it has the source, it asks that.
	Computed bool
}

// Carried is what a function waits for until the context ends that its
// parameter By (or effects.Receiver) carries: a request, a command.
type Carried struct {
	Waits effects.Waits
	By    int
}

// Modules is the whole table.
var Modules = slices.Concat([]Module{std, xsync, xnet, xterm, xtime, pkgErrors, lambda, cloudFunctions}, clocks, loggers, clients, protocols, retries, pools, []Module{ours})

// A tables is Modules by package path, then by function: "Name" or "Type.Name".
type tables struct {
	effects map[string]map[string]*effects.Effects
	facts   map[string]map[string]*effects.Effects // of computed modules
	logging map[string]bool
	instead map[string]map[string]string
	carried map[string]map[string]Carried

	handlers map[string]map[string]int
}

var index = build()

func build() tables {
	t := tables{
		effects: map[string]map[string]*effects.Effects{},
		facts:   map[string]map[string]*effects.Effects{},
		logging: map[string]bool{},
		instead: map[string]map[string]string{},
		carried: map[string]map[string]Carried{},

		handlers: map[string]map[string]int{},
	}
	for _, m := range Modules {
		for path, funcs := range m.Funcs {
			byName := map[string]*effects.Effects{}
			for name, e := range funcs {
				byName[name] = &e
			}
			if m.Computed {
				t.facts[path] = byName
			} else {
				t.effects[path] = byName
			}
		}
		for _, path := range m.Loggers {
			t.logging[path] = true
		}
		maps.Copy(t.instead, m.Instead)
		maps.Copy(t.carried, m.Carried)
		maps.Copy(t.handlers, m.Handlers)
	}
	return t
}

var onlyLogs = effects.Effects{Logs: true}

// Lookup returns the effects of a function by its documentation, or nil.
func Lookup(fn *types.Func) *effects.Effects {
	if fn.Pkg() == nil {
		return nil
	}
	path := fn.Pkg().Path()
	if funcs := index.effects[path]; funcs != nil {
		if e := funcs[Name(fn)]; e != nil {
			return e
		}
	}
	if index.logging[path] {
		return &onlyLogs
	}
	return nil
}

// Fact returns the effects of a function of a computed module, or nil. They are
// for those who have no fact of their own: to them the module is a dependency.
func Fact(fn *types.Func) *effects.Effects {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if funcs := index.facts[fn.Pkg().Path()]; funcs != nil {
		return funcs[Name(fn)]
	}
	return nil
}

// Instead returns the name, "Name" or "Type.Name", of the function in fn's
// package that does the same under a context, or the empty string.
func Instead(fn *types.Func) string {
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	if names := index.instead[fn.Pkg().Path()]; names != nil {
		return names[Name(fn)]
	}
	return ""
}

// CarriedBy returns what fn waits for until the context of one of its
// parameters ends; ok is false if nothing is known of that.
func CarriedBy(fn *types.Func) (c Carried, ok bool) {
	if fn == nil || fn.Pkg() == nil {
		return c, false
	}
	if names := index.carried[fn.Pkg().Path()]; names != nil {
		c, ok = names[Name(fn)]
	}
	return c, ok
}

// HandlerAt returns the parameter of fn that handles requests, each under a
// context that ends when it returns; ok is false if nothing is known of one.
func HandlerAt(fn *types.Func) (i int, ok bool) {
	if fn == nil || fn.Pkg() == nil {
		return 0, false
	}
	if of := index.handlers[fn.Pkg().Path()]; of != nil {
		i, ok = of[Name(fn)]
	}
	return i, ok
}

// Is reports whether a function is there and has one of the names, written as
// FullName writes them. It makes that name only if the last word is the same.
func Is(fn *types.Func, names ...string) bool {
	return fn != nil && slices.ContainsFunc(names, func(name string) bool {
		return strings.HasSuffix(name, fn.Name()) && fn.FullName() == name
	})
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
