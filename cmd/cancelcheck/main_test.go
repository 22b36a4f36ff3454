package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// binary is the program under test, built once: what users run, not a test
// binary that plays its part.
var binary string

func TestMain(m *testing.M) {
	os.Exit(build(m.Run))
}

func build(tests func() int) int {
	dir, err := os.MkdirTemp("", "cancelcheck")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "cancelcheck")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return tests()
}

// TestScripts runs the stories in testdata/script: a module, commands, and the
// exact output.
func TestScripts(t *testing.T) {
	goEnv := environment(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, goEnv...)
			e.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("TOOL", binary)
			e.Setenv("HOME", e.Getenv("WORK")+"/.home")
			e.Setenv("XDG_CACHE_HOME", e.Getenv("WORK")+"/.cache")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// status runs a command and compares its exit status: for us 1 and 2 mean
// different things.
func status(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || len(args) < 2 {
		ts.Fatalf("usage: status N command args...")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// environment is the go command's own, without what the developer has set: no
// network, but the build cache, or every test would compile the standard
// library.
func environment(t *testing.T) []string {
	t.Helper()
	vars := []string{"GOFLAGS=", "GOPROXY=off", "GOWORK=", "GOTOOLCHAIN=local", "GOENV=off", "NO_COLOR="}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH", "CGO_ENABLED"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		vars = append(vars, name+"="+string(out[:len(out)-1]))
	}
	return vars
}
