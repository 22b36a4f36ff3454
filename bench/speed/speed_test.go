package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []int64
		want   int64
	}{{[]int64{3}, 3}, {[]int64{9, 1, 5}, 5}, {[]int64{9, 1, 5, 7}, 6}} {
		if got := median(test.values, mean); got != test.want {
			t.Errorf("median of %v is %d, want %d", test.values, got, test.want)
		}
	}
}

func TestTable(t *testing.T) {
	got := table(cold, []result{
		{"floor", []sample{{wall: 2 * time.Second, cpu: 4 * time.Second, memory: 100 << 20, tree: true}}},
		{"other", []sample{
			{wall: 9 * time.Second, cpu: 9 * time.Second, memory: 1 << 20, tree: true},
			{wall: 3 * time.Second, cpu: 5 * time.Second, memory: 120 << 20, exit: 1, lines: 7},
			{wall: 1 * time.Second, cpu: 1 * time.Second, memory: 900 << 20, tree: true, exit: 1, lines: 7}}},
	})
	for _, want := range []string{
		"### cold\n",
		"| floor | 2.00 | 4.00 | 100 | 1.00 | 1.00 | 1.00 | 0 | 0 |\n",
		"| other | 3.00 | 5.00 | 120* | 1.50 | 1.25 | 1.20 | 1 | 7 |\n",
		"the largest single process",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

// A tool that does nothing, or fails before it looked, wins no race.
func TestProven(t *testing.T) {
	failed := exec.Command("go", "no-such-command").Run()
	if failed == nil {
		t.Fatal("go no-such-command succeeds")
	}
	finder, silent := tool{name: "finder", finds: "wrong type"}, tool{name: "silent"}
	for _, test := range []struct {
		tool tool
		out  string
		err  error
		ok   bool
	}{
		{finder, "x.go:1: wrong type", failed, true},
		{finder, "x.go:1: wrong type", nil, false},
		{finder, "", nil, false},
		{finder, "flag provided but not defined", failed, false},
		{finder, "", errors.New("not found"), false},
		{silent, "", nil, true},
		{silent, "something", nil, false},
		{silent, "", failed, false},
	} {
		if err := proven(test.tool, test.out, test.err); (err == nil) != test.ok {
			t.Errorf("%s says %q, %v: got %v", test.tool.name, test.out, test.err, err)
		}
	}
}

// A run in a copy changes nothing in the original.
func TestCopyCache(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	for name, text := range map[string]string{"ab/abc-d": "output", "ab/abc-a": "action", "cd/cde-d/program": "binary"} {
		path := filepath.Join(from, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := copyCache(from, to); err != nil {
		t.Fatal(err)
	}
	for name, linked := range map[string]bool{"ab/abc-d": true, "ab/abc-a": false, "cd/cde-d/program": true} {
		a, err := os.Stat(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.Stat(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		if os.SameFile(a, b) != linked || a.Size() != b.Size() {
			t.Errorf("%s: same file %v, want %v", name, os.SameFile(a, b), linked)
		}
	}
}

// The tree's memory includes this process's own.
func TestTreeSize(t *testing.T) {
	if _, err := os.Stat("/proc/self/statm"); err != nil {
		t.Log("no /proc: the largest single process is what is shown")
		return
	}
	if n := treeSize(os.Getpid()); n < 1<<20 {
		t.Errorf("this process uses %d bytes", n)
	}
}
