package recipes_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A nogo is the real one of rules_go, built as Bazel builds it: its sources and
// a generated list of analyzers, compiled and linked without the go command's
// rules about internal packages.
type nogo struct {
	binary string
	rules  []string
}

// TestNogo runs nogo on each package of a module, with the facts of the ones
// before, and compares with the command. The configuration is the documented
// one: a flag that does not exist would make nogo fail.
func TestNogo(t *testing.T) {
	n := buildNogo(t, block(t, "nogo.md", "json", "analyzer_flags"))
	dir := app(t, t.TempDir())
	write(t, filepath.Join(dir, "fix/fix.go"), "package fix\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n\nfunc F(ctx context.Context) error {\n\ttime.Sleep(5 * time.Second)\n\treturn nil\n}\n")
	want := byCommand(t, dir, "-level=likely", "-test=false")
	equal(t, "found by nogo", n.check(t, dir, "low", "mid", "top", "fix"), plain(want))

	// It writes fixes itself, and for that the rule must see the source.
	patch := read(t, filepath.Join(dir, "nogo.patch"))
	if !strings.Contains(patch, "+\tcase <-ctx.Done():") {
		t.Errorf("nogo's patch:\n%s", patch)
	}
}

// TestNogoRules: the documented target has every rule.
func TestNogoRules(t *testing.T) {
	var documented []string
	for _, m := range regexp.MustCompile(`//analyzer/(\w+)",`).FindAllStringSubmatch(block(t, "nogo.md", "python", "load("), -1) {
		documented = append(documented, m[1])
	}
	equal(t, "rules in the BUILD file", documented, rules(t))
}

// rules returns the packages of rules: the ones with an Analyzer, which nogo
// asks for by that name.
func rules(t *testing.T) []string {
	t.Helper()
	var list []string
	table := regexp.MustCompile(`(?m)^\| \[(\w+)\]\(analyzer/(\w+)/doc\.go\)`)
	for _, m := range table.FindAllStringSubmatch(read(t, filepath.Join(checkout, "README.md")), -1) {
		list = append(list, m[2])
	}
	if len(list) < 4 {
		t.Fatalf("the README's table has the rules %q", list)
	}
	return list
}

func buildNogo(t *testing.T, config string) nogo {
	t.Helper()
	n := nogo{rules: rules(t)}
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	// Unlike list -m, list of a package fetches what is not there yet.
	sources := strings.TrimSpace(must(t, ".", nil, "go", "list", "-e", "-f", "{{.Dir}}", "github.com/bazelbuild/rules_go/go/tools/builders"))
	targets := read(t, filepath.Join(sources, "BUILD.bazel"))

	// Bazel's builder writes the list of analyzers.
	write(t, path("config.json"), config)
	const prefix = "-X main.rulesGoStdlibPrefix=@@rules_go+//stdlib:"
	builder := append(target(t, sources, targets, "builder_srcs"), filepath.Join(sources, "path.go"))
	must(t, ".", nil, "go", append([]string{"build", "-ldflags", prefix, "-o", path("builder")}, builder...)...)
	generate := []string{"gennogomain", "-output", path("main.go"), "-config", path("config.json")}
	for _, rule := range n.rules {
		generate = append(generate, "-analyzer_importpath", module+"/analyzer/"+rule)
	}
	must(t, ".", nil, path("builder"), generate...)

	// What it imports comes from this module and from the checkout.
	files := append(target(t, sources, targets, "nogo_srcs"), path("main.go"))
	write(t, path("go.work"), "go 1.26.0\n\nuse "+strconv.Quote(checkout)+"\nuse "+strconv.Quote(filepath.Join(checkout, "docs/recipes"))+"\n")
	write(t, path("importcfg"), exports(t, ".", []string{"GOWORK=" + path("go.work")}, imports(t, files)...))
	must(t, ".", nil, "go", append([]string{"tool", "compile", "-p=main", "-importcfg", path("importcfg"), "-o", path("nogo.a")}, files...)...)
	n.binary = path("nogo")
	must(t, ".", nil, "go", "tool", "link", "-importcfg", path("importcfg"), "-o", n.binary, path("nogo.a"))
	return n
}

// target returns the files of a target in a BUILD file, but for those that are
// for old versions of Go, which the compiler cannot tell.
func target(t *testing.T, dir, build, name string) []string {
	t.Helper()
	m := regexp.MustCompile(`(?s)name = "` + name + `",\s+srcs = \[(.*?)\]`).FindStringSubmatch(build)
	if m == nil {
		t.Fatalf("rules_go has no target %s", name)
	}
	var files []string
	for _, f := range regexp.MustCompile(`"(.*?)"`).FindAllStringSubmatch(m[1], -1) {
		if !strings.Contains(f[1], "_go118") && !strings.Contains(f[1], "_go121") {
			files = append(files, filepath.Join(dir, f[1]))
		}
	}
	return files
}

func imports(t *testing.T, files []string) []string {
	t.Helper()
	var list []string
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				list = append(list, path)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// exports returns the compiler's view of packages and all that they need.
func exports(t *testing.T, dir string, env []string, packages ...string) string {
	t.Helper()
	const format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}"
	return must(t, dir, env, "go", append([]string{"list", "-export", "-deps", "-f", format}, packages...)...)
}

// check runs nogo on packages, in the order in which they need each other, and
// returns what it prints about them.
func (n nogo) check(t *testing.T, dir string, packages ...string) (found []string) {
	t.Helper()
	out := t.TempDir()
	importcfg := filepath.Join(out, "importcfg")
	write(t, importcfg, exports(t, dir, nil, "./..."))
	var facts []string
	for _, name := range packages {
		path := "example.com/app/" + name
		args := append([]string{"-p", path, "-go_version=1.26.0", "-importcfg", importcfg, "-fix_dir", dir, "-x", filepath.Join(out, name)}, facts...)
		r := run(t, dir, nil, n.binary, append(args, name+"/"+name+".go")...)
		for line := range strings.Lines(r.stderr) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, name+"/") {
				found = append(found, line)
			} else if !strings.HasPrefix(line, "nogo: errors found") {
				t.Errorf("%s: %s", name, line)
			}
		}
		facts = append(facts, "-fact", path+"="+filepath.Join(out, name))
	}
	slices.Sort(found)
	return found
}

// plain drops from canonical findings what nogo does not print.
func plain(findings []string) []string {
	var list []string
	canonical := regexp.MustCompile(`^(\S+) (\w+)/\S* (.*)$`)
	for _, f := range findings {
		m := canonical.FindStringSubmatch(f)
		list = append(list, m[1]+": "+m[3]+" ("+m[2]+")")
	}
	slices.Sort(list)
	return list
}
