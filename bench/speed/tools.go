package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/packages"
)

// A tool is something to measure.
type tool struct {
	name string
	argv []string // without the packages

	// finds is what the tool says about the canary; "" for one that never
	// says anything.
	finds string
}

const floorName = "floor: load and type-check"

// floorFlag makes this program the floor.
const floorFlag = "-run-floor"

// build makes the programs to measure: cancelcheck as it is checked out, the
// others in the versions that this module requires.
func (b *bench) build(only string) error {
	progress("building the tools")
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return err
	}
	b.goCache = strings.TrimSpace(string(cache))
	to := b.scratch + string(filepath.Separator)
	for _, args := range [][]string{
		{"build", "-o", to, "honnef.co/go/tools/cmd/staticcheck", "github.com/cancelcheck/cancelcheck/bench/speed"},
		{"-C", "..", "build", "-o", to, "./cmd/cancelcheck"}, // the checkout around this module
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			return fmt.Errorf("%v (run speed from the bench directory)\n%s", err, out)
		}
	}
	bin := func(name string) string {
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		return filepath.Join(b.scratch, name)
	}
	all := []tool{
		{floorName, []string{bin("speed"), floorFlag}, ""},
		{"cancelcheck", []string{bin("cancelcheck"), "-cache", filepath.Join(b.live(), "cancelcheck")}, "(ctxsleep)"},
		{"go vet -vettool=cancelcheck", []string{"go", "vet", "-vettool=" + bin("cancelcheck")}, "(ctxsleep)"},
		{"go vet -vettool=nothing", []string{"go", "vet", "-vettool=" + bin("speed")}, ""},
		{"go vet", []string{"go", "vet"}, "wrong type"},
		{"staticcheck", []string{bin("staticcheck")}, "SA1004"},
	}
	for _, t := range all {
		if only == "" || t.name == floorName || strings.Contains(","+only+",", ","+t.name+",") {
			b.tools = append(b.tools, t)
		}
	}
	if only != "" && len(b.tools) != len(strings.Split(only, ","))+1 {
		return fmt.Errorf("-tools %s: there are %s", only, names(all[1:]))
	}
	return nil
}

func names(tools []tool) string {
	var list []string
	for _, t := range tools {
		list = append(list, t.name)
	}
	return strings.Join(list, ", ")
}

// canary has something for every tool to find.
const canary = `package canary

import (
	"context"
	"fmt"
	"time"
)

func Canary(ctx context.Context) {
	fmt.Printf("%d\n", "wrong type")
	time.Sleep(3)
	for {
		time.Sleep(10 * time.Second)
	}
}
`

// prove runs the tool on a module with something to find: a tool that silently
// does nothing would win every race.
func (b *bench) prove(t tool) error {
	dir := filepath.Join(b.scratch, "canary")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, text := range map[string]string{"go.mod": "module canary.test\n\ngo 1.26.0\n", "canary.go": canary} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	cmd := b.command(t, dir, []string{"./..."})
	// Nothing is measured here, so the build cache is the user's own.
	cmd.Env = append(cmd.Env, "GOCACHE="+b.goCache, "GOWORK=off")
	out, err := cmd.CombinedOutput()
	return proven(t, string(out), err)
}

func proven(t tool, out string, err error) error {
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		return fmt.Errorf("%s: %v", t.name, err)
	case t.finds == "" && (err != nil || strings.TrimSpace(out) != ""):
		return fmt.Errorf("%s: %v, want silence on the canary\n%s", t.name, err, out)
	case t.finds != "" && (err == nil || !strings.Contains(out, t.finds)):
		return fmt.Errorf("%s does not work: %v, want %q found in the canary\n%s", t.name, err, t.finds, out)
	}
	return nil
}

// header says what is compared, and on what.
func (b *bench) header() (string, error) {
	var s strings.Builder
	version := func(dir string, argv ...string) string {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			return err.Error()
		}
		return string(bytes.TrimSpace(out))
	}
	list := exec.Command("go", append([]string{"list"}, b.patterns...)...)
	list.Dir = b.dir
	out, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("go list in %s: %v", b.dir, err)
	}
	fmt.Fprintf(&s, "Module %s, %d packages of its own, tests included. ", version(b.dir, "go", "list", "-m"), bytes.Count(out, []byte("\n")))
	fmt.Fprintf(&s, "%s, %d CPUs, %s; ", runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), version(b.dir, "go", "version"))
	fmt.Fprintf(&s, "%s. ", version("", filepath.Join(b.scratch, "staticcheck"), "-version"))
	fmt.Fprintf(&s, "Medians of %d.\n\n", b.runs)
	return s.String(), nil
}

// actAsTool makes this program the floor, or a unit tool that does nothing.
func actAsTool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	switch {
	case args[0] == floorFlag:
		if err := loadAndDoNothing(args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return true
	case strings.HasPrefix(last, "-V=") || last == "-flags" || strings.HasSuffix(last, ".cfg"):
		unitchecker.Main(&analysis.Analyzer{Name: "nothing", Doc: "nothing: do nothing",
			Run: func(*analysis.Pass) (any, error) { return nil, nil }})
	}
	return false
}

func loadAndDoNothing(patterns []string) error {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Tests: true}, patterns...)
	if err != nil {
		return err
	}
	for _, p := range pkgs {
		if len(p.GoFiles) > 0 && (p.TypesInfo == nil || len(p.Syntax) == 0) {
			return fmt.Errorf("%s: not type-checked: %v", p.ID, p.Errors)
		}
	}
	return nil
}
