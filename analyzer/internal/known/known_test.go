package known_test

import (
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// TestRealAPI holds every entry against the signature of the real function: a
// name that is misremembered, or a parameter that is not what the entry says,
// fails.
func TestRealAPI(t *testing.T) {
	for path, pkg := range load(t) {
		for _, m := range known.Modules {
			for name, e := range m.Funcs[path] {
				fn := lookup(pkg, name)
				if assert.NotNil(t, fn, "%s.%s does not exist", path, name) {
					assert.Equal(t, name, known.Name(fn))
					checkSignature(t, path+"."+name, fn.Signature(), e)
				}
			}
			for name, instead := range m.Instead[path] {
				checkInstead(t, pkg, name, instead)
			}
			for name, c := range m.Carried[path] {
				checkCarried(t, pkg, name, c)
			}
		}
	}
}

// checkInstead wants both functions to exist, and only the other one to take a
// context.
func checkInstead(t *testing.T, pkg *types.Package, name, instead string) {
	fn, other := lookup(pkg, name), lookup(pkg, instead)
	if assert.NotNil(t, fn, "%s.%s does not exist", pkg.Path(), name) {
		assert.False(t, takesContext(fn), "%s.%s takes a context itself", pkg.Path(), name)
		assert.Equal(t, instead, known.Instead(fn))
	}
	if assert.NotNil(t, other, "%s.%s does not exist", pkg.Path(), instead) {
		assert.True(t, takesContext(other), "%s.%s takes no context", pkg.Path(), instead)
	}
}

func takesContext(fn *types.Func) bool {
	for param := range fn.Signature().Params().Variables() {
		if types.Unalias(param.Type()).String() == "context.Context" {
			return true
		}
	}
	return false
}

func checkCarried(t *testing.T, pkg *types.Package, name string, c known.Carried) {
	fn := lookup(pkg, name)
	if !assert.NotNil(t, fn, "%s.%s does not exist", pkg.Path(), name) {
		return
	}
	assert.NotZero(t, c.Waits, name)
	carrier := fn.Signature().Recv()
	if c.By != effects.Receiver {
		if !assert.Less(t, c.By, fn.Signature().Params().Len(), name) {
			return
		}
		carrier = fn.Signature().Params().At(c.By)
	}
	assert.IsType(t, &types.Pointer{}, carrier.Type(), "%s: a request or a command", name)
	_, ok := known.CarriedBy(fn)
	assert.True(t, ok, name)
}

// TestHandlers wants every parameter that is called per request to exist.
func TestHandlers(t *testing.T) {
	for _, m := range known.Modules {
		for path, funcs := range m.Handlers {
			for name, i := range funcs {
				fn := lookup(load(t)[path], name)
				if assert.NotNil(t, fn, "%s.%s does not exist", path, name) {
					assert.Less(t, i, fn.Signature().Params().Len(), name)
				}
			}
		}
	}
}

// TestWaitsHaveAWayOut wants every function that waits without a context to
// have one that does the same with it: what cannot be helped is not listed.
func TestWaitsHaveAWayOut(t *testing.T) {
	for path, pkg := range load(t) {
		for _, m := range known.Modules {
			if m.Computed {
				continue // is asked about as if it were the caller's own code
			}
			for name, e := range m.Funcs[path] {
				if e.Waits == 0 || m.Instead[path][name] != "" {
					continue
				}
				other := lookup(pkg, name+"Context")
				if assert.NotNil(t, other, "%s.%s: nothing to call instead", path, name) {
					assert.True(t, takesContext(other), "%s.%sContext takes no context", path, name)
				}
			}
		}
	}
}

var loaded map[string]*types.Package

// load returns the types of every package that the table names.
func load(t *testing.T) map[string]*types.Package {
	if loaded != nil {
		return loaded
	}
	paths := map[string]bool{}
	for _, m := range known.Modules {
		for path := range m.Funcs {
			paths[path] = true
		}
		for path := range m.Instead {
			paths[path] = true
		}
		for path := range m.Carried {
			paths[path] = true
		}
		for path := range m.Handlers {
			paths[path] = true
		}
		for _, path := range m.Loggers {
			paths[path] = true
		}
	}
	dir, err := filepath.Abs("../../../testdata")
	require.NoError(t, err)
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports,
		Dir:  dir,
		Env:  append(os.Environ(), "GOWORK=off"),
	}, slices.Sorted(maps.Keys(paths))...)
	require.NoError(t, err)
	byPath := map[string]*types.Package{}
	for _, pkg := range pkgs {
		require.Empty(t, pkg.Errors)
		byPath[pkg.PkgPath] = pkg.Types
	}
	for path := range paths {
		require.Contains(t, byPath, path)
	}
	loaded = byPath
	return byPath
}

func lookup(pkg *types.Package, name string) *types.Func {
	typ, method, ok := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(typ)
	if ok && obj != nil {
		obj, _, _ = types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, pkg, method)
		if obj == nil {
			obj, _, _ = types.LookupFieldOrMethod(pkg.Scope().Lookup(typ).Type(), true, pkg, method)
		}
	}
	fn, _ := obj.(*types.Func)
	return fn
}

func checkSignature(t *testing.T, name string, sig *types.Signature, e effects.Effects) {
	param := func(i int) string { return types.Unalias(sig.Params().At(i).Type()).String() }
	result := func(i int) string { return types.Unalias(sig.Results().At(i).Type()).String() }
	for i := range sig.Params().Len() {
		if e.NeedsLive.Has(i) {
			assert.Equal(t, "context.Context", param(i), "%s: parameter %d needs to live", name, i)
		}
		if e.Spawns.Has(i) || e.Calls.Has(i) {
			assert.IsType(t, &types.Signature{}, sig.Params().At(i).Type().Underlying(), "%s: parameter %d is called", name, i)
		}
	}
	for _, set := range []effects.Params{e.NeedsLive, e.Spawns, e.Calls, e.Keeps} {
		assert.Zero(t, set&^(effects.Param(sig.Params().Len())-1), "%s: no such parameter in %s", name, sig)
	}
	for i := range sig.Results().Len() {
		if e.Owes.Has(i) {
			assert.IsType(t, &types.Signature{}, sig.Results().At(i).Type().Underlying(), "%s: result %d is to be called", name, i)
		}
	}
	if p := int(e.Pause.Param) - 1; p >= 0 && assert.Less(t, p, sig.Params().Len(), name) {
		assert.Equal(t, "time.Duration", param(p), name)
	}
	switch e.Makes {
	case effects.NoContext:
		assert.False(t, e.Cancels, name)
		return
	case effects.Group:
		assert.Equal(t, "context.Context", result(1), name)
	default:
		assert.Equal(t, "context.Context", result(0), name)
	}
	if e.Makes != effects.Root && e.Makes != effects.Request {
		assert.Equal(t, "context.Context", param(int(e.From)), "%s: made from", name)
	}
	if e.Cancels && assert.Less(t, int(e.CancelAt), sig.Results().Len(), name) {
		assert.IsType(t, &types.Signature{}, sig.Results().At(int(e.CancelAt)).Type().Underlying(), name)
	}
}

// TestDocumented wants every module to say what its entries rest on.
func TestDocumented(t *testing.T) {
	for _, m := range known.Modules {
		assert.NotEmpty(t, m.Path)
		assert.NotEmpty(t, m.Since, m.Path)
		assert.True(t, strings.HasPrefix(m.Doc, "https://"), m.Path)
		for path := range m.Funcs {
			if m.Path != "std" {
				assert.True(t, strings.HasPrefix(path, m.Path), "%s is not in %s", path, m.Path)
			}
		}
	}
}
