package facts

import (
	"fmt"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A View is what the analysis of one package sees: the facts of the packages
// that it imports, directly or not, and those it makes itself.
type View struct {
	pkg     *types.Package
	imports func(path string) Set
	objects map[objectKey]analysis.Fact
	own     map[reflect.Type]analysis.Fact
	paths   objectpath.Encoder
}

type objectKey struct {
	obj  types.Object
	fact reflect.Type
}

// NewView returns the view of pkg. imports gives the facts of a package that
// pkg can reach.
func NewView(pkg *types.Package, imports func(path string) Set) *View {
	return &View{
		pkg: pkg, imports: imports,
		objects: map[objectKey]analysis.Fact{},
		own:     map[reflect.Type]analysis.Fact{},
	}
}

// Install makes the facts functions of a pass.
func (v *View) Install(pass *analysis.Pass) {
	pass.ImportObjectFact = v.importObject
	pass.ImportPackageFact = v.importPackage
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		if obj == nil || obj.Pkg() != v.pkg {
			panic(fmt.Sprintf("%s: fact %T for %v, which is not of package %s", pass.Analyzer, fact, obj, v.pkg.Path()))
		}
		v.objects[objectKey{obj, reflect.TypeOf(fact)}] = fact
	}
	pass.ExportPackageFact = func(fact analysis.Fact) { v.own[reflect.TypeOf(fact)] = fact }
	pass.AllObjectFacts = v.allObjects
	pass.AllPackageFacts = v.allPackages
}

func (v *View) importObject(obj types.Object, ptr analysis.Fact) bool {
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	t := reflect.TypeOf(ptr)
	if obj.Pkg() == v.pkg {
		return assign(ptr, v.objects[objectKey{obj, t}])
	}
	set := v.imports(obj.Pkg().Path())
	if len(set) == 0 {
		return false
	}
	path, err := v.paths.For(obj)
	if err != nil {
		return false
	}
	return assign(ptr, set[key{path, t}])
}

func (v *View) importPackage(pkg *types.Package, ptr analysis.Fact) bool {
	t := reflect.TypeOf(ptr)
	if pkg == v.pkg {
		return assign(ptr, v.own[t])
	}
	return assign(ptr, v.imports(pkg.Path())[key{"", t}])
}

func assign(ptr, fact analysis.Fact) bool {
	if fact == nil {
		return false
	}
	reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	return true
}

func (v *View) allObjects() []analysis.ObjectFact {
	var all []analysis.ObjectFact
	for k, f := range v.objects {
		all = append(all, analysis.ObjectFact{Object: k.obj, Fact: f})
	}
	v.eachImport(func(pkg *types.Package, k key, f analysis.Fact) {
		if k.path == "" {
			return
		}
		if obj, err := objectpath.Object(pkg, k.path); err == nil {
			all = append(all, analysis.ObjectFact{Object: obj, Fact: f})
		}
	})
	return all
}

func (v *View) allPackages() []analysis.PackageFact {
	var all []analysis.PackageFact
	for _, f := range v.own {
		all = append(all, analysis.PackageFact{Package: v.pkg, Fact: f})
	}
	v.eachImport(func(pkg *types.Package, k key, f analysis.Fact) {
		if k.path == "" {
			all = append(all, analysis.PackageFact{Package: pkg, Fact: f})
		}
	})
	return all
}

// eachImport visits the facts of every package whose types v.pkg can reach.
func (v *View) eachImport(visit func(*types.Package, key, analysis.Fact)) {
	seen := map[*types.Package]bool{v.pkg: true}
	var walk func(*types.Package)
	walk = func(pkg *types.Package) {
		for _, imp := range pkg.Imports() {
			if seen[imp] {
				continue
			}
			seen[imp] = true
			for k, f := range v.imports(imp.Path()) {
				visit(imp, k, f)
			}
			walk(imp)
		}
	}
	walk(v.pkg)
}

// Set returns the facts that importers can ask for: those of objects that
// have a path, which nothing local to the package has.
func (v *View) Set() Set {
	s := Set{}
	for k, f := range v.objects {
		if path, err := v.paths.For(k.obj); err == nil {
			s[key{path, k.fact}] = f
		}
	}
	for t, f := range v.own {
		s[key{"", t}] = f
	}
	return s
}
