package harm

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// caseVariable names the case that a process is to run.
const caseVariable = "CANCELCHECK_CASE"

// Main is a TestMain for cases that end the process: each runs in a process of
// its own, which is the test's binary once more.
func Main(m *testing.M, cases map[string]func()) {
	Case(cases)
	os.Exit(m.Run())
}

// Case runs the case that the process is there for, if it is for one, and ends it.
func Case(cases map[string]func()) {
	if name := os.Getenv(caseVariable); name != "" {
		cases[name]()
		os.Exit(0)
	}
}

// Unsettled runs a case and reports whether something is missing when its
// process has ended. The case's output says what to look for: a file that it
// says it may have left is there, a child that it says it has is alive; if it
// says neither, the line "settled" is not there.
func Unsettled(t *testing.T, name string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), caseVariable+"="+name)
	out, err := cmd.Output()
	if _, ended := err.(*exec.ExitError); err != nil && !ended || ctx.Err() != nil {
		t.Fatalf("%s does not run to its end: %v", name, err)
	}
	text := string(out)
	if path, ok := said(text, "left: "); ok {
		defer os.RemoveAll(path)
		_, err := os.Stat(path)
		return err == nil
	}
	if pid, ok := said(text, "child: "); ok {
		n, err := strconv.Atoi(pid)
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Kill(n, syscall.SIGKILL)
		return syscall.Kill(n, 0) == nil
	}
	return !strings.Contains(text, "settled")
}

func said(text, what string) (string, bool) {
	_, rest, ok := strings.Cut(text, what)
	line, _, _ := strings.Cut(rest, "\n")
	return line, ok
}

// Races returns for each case whether the race detector reports something when
// it runs. The test skips, and says so, where there is no race detector.
func Races(t *testing.T, cases map[string]func()) map[string]bool {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "test", "-race", "-c", "-o", dir+"/race", ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1", "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED: no race detector here (it needs cgo and a C compiler): %v\n%s", err, out)
	}
	races := map[string]bool{}
	for name := range cases {
		cmd := exec.CommandContext(t.Context(), dir+"/race")
		cmd.Env = append(os.Environ(), caseVariable+"="+name, "GORACE=exitcode=66")
		out, err := cmd.CombinedOutput()
		races[name] = strings.Contains(string(out), "WARNING: DATA RACE")
		if err != nil && !races[name] {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	return races
}
