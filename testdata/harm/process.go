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
	if name := os.Getenv(caseVariable); name != "" {
		cases[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
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
