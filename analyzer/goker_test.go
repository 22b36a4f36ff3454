package analyzer_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

// The kernels are 63 goroutine leaks of well-known projects (GoKer,
// doi:10.1109/CGO51591.2021.9370317) and six patterns
// (doi:10.1109/CGO57630.2024.10444835). They ship with Go, as tests of its
// goroutine leak profile, and are read from there; testdata/goker.jsonl says
// which lines are to be found, in one line per kernel.
//
// They are small and public, so a good score is necessary and proves little:
// what is tuned to them shows on other code.

// A kernel is a line of testdata/goker.jsonl.
type kernel struct {
	Name     string `json:"kernel"`
	File     string // below the folder in GOROOT
	Sum      string // of the file that the lines are of
	Group    string // in scope, patterns; mixed, locks: deadlocks of another nature
	Type     string
	Subtype  string
	Strength string // strong or weak: how much cancellation would have helped
	Block    []int  // where goroutines block for ever
	Cause    []int  // where the fault is
	Go       []int  // what starts them
	Accept   []int  // where else a finding may lie that names one of the others
	Why      string
	Source   string
}

// floors is what the rules find at least, and off target at most, by level and
// group. "strong" is a part of "in scope".
var floors = map[string]map[string]int{
	"likely":  {"in scope": 34, "patterns": 6, "mixed": 5, "locks": 21, "off target": 3},
	"certain": {"strong": 21, "locks": 13, "patterns": 6, "off target": 2},
}

func TestKernels(t *testing.T) {
	kernels := readKernels(t)
	dir := copyKernels(t, kernels)
	all := ruletest.In(t, dir, "./...", analyzer.All...)
	for _, level := range []string{"certain", "likely"} {
		score := map[string]int{}
		of := map[string]int{}
		on := map[int]bool{}
		for _, k := range kernels {
			hit := false
			for i, f := range all {
				if (level == "likely" || f.Level == "certain") && k.file(dir) == f.Pos.Filename && k.hit(f) {
					on[i], hit = true, true
				}
			}
			for _, row := range k.rows() {
				of[row]++
				if hit {
					score[row]++
				}
			}
			if !hit {
				t.Logf("%s: missed, %s: %s: %s", level, k.Group, k.Name, k.Why)
			}
		}
		for i, f := range all {
			ours := slices.ContainsFunc(kernels, func(k kernel) bool { return k.file(dir) == f.Pos.Filename })
			if ours && !on[i] && (level == "likely" || f.Level == "certain") {
				t.Logf("%s: off target: %s:%d: %s", level, filepath.Base(f.Pos.Filename), f.Pos.Line, f.Message)
				score["off target"]++
			}
		}
		t.Log(table(level, score, of))
		for row, floor := range floors[level] {
			if got := score[row]; row == "off target" && got > floor {
				t.Errorf("%s: %d off target, at most %d", level, got, floor)
			} else if row != "off target" && got < floor {
				t.Errorf("%s: %s: %d of %d found, at least %d", level, row, got, of[row], floor)
			}
		}
	}
}

func table(level string, score, of map[string]int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "level %s:\n", level)
	var rows []string
	for row := range of {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	for _, row := range rows {
		fmt.Fprintf(&b, "\t%2d of %2d  %s\n", score[row], of[row], row)
	}
	fmt.Fprintf(&b, "\t%2d        off target", score["off target"])
	return b.String()
}

// rows returns the lines of the table that the kernel counts in.
func (k kernel) rows() []string {
	rows := []string{k.Group, "type " + k.Type + " / " + k.Subtype}
	if k.Group == "in scope" {
		rows = append(rows, k.Strength)
	}
	return rows
}

func (k kernel) file(dir string) string { return filepath.Join(dir, filepath.FromSlash(k.File)) }

// hit reports whether the finding names the kernel's fault: it lies where a
// goroutine blocks or where the cause is, or on the way there and has one of
// those lines in its chain. So flagging every go statement scores nothing.
func (k kernel) hit(f ruletest.Finding) bool {
	sharp := func(line int) bool {
		return slices.Contains(k.Block, line) || slices.Contains(k.Cause, line) && !slices.Contains(k.Go, line)
	}
	if sharp(f.Pos.Line) {
		return true
	}
	if !slices.Contains(k.Accept, f.Pos.Line) {
		return false
	}
	for _, at := range f.Chain {
		if at.Filename == f.Pos.Filename && sharp(at.Line) {
			return true
		}
	}
	return false
}

func readKernels(t *testing.T) (list []kernel) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "goker.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(data))); dec.More(); {
		var k kernel
		if err := dec.Decode(&k); err != nil {
			t.Fatal(err)
		}
		list = append(list, k)
	}
	if len(list) != 69 {
		t.Fatalf("%d kernels, want 69", len(list))
	}
	return list
}

// copyKernels makes a module of the kernels, so that they are not GOROOT's.
func copyKernels(t *testing.T, kernels []kernel) (dir string) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(strings.TrimSpace(string(out)), "src", "runtime", "testdata", "testgoroutineleakprofile")
	if _, err := os.Stat(src); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("NOT SCORED: this Go has no kernels: %v", err)
	}
	// A temporary folder may be a link, and positions are of what it links to.
	dir, err = filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module kernels\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, k := range kernels {
		data, err := os.ReadFile(k.file(dir))
		if err != nil {
			t.Fatal(err)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(data)); !strings.HasPrefix(sum, k.Sum) {
			t.Skipf("NOT SCORED: this Go has another %s than the lines of testdata/goker.jsonl are of", k.File)
		}
	}
	return dir
}

// A finding counts where it names the fault, not where it is near.
func TestKernelHit(t *testing.T) {
	k := kernel{Block: []int{10}, Cause: []int{7, 3}, Go: []int{3}, Accept: []int{3, 5, 7, 10}}
	at := func(lines ...int) (f ruletest.Finding) {
		f.Pos.Line = lines[0]
		for _, line := range lines[1:] {
			p := f.Pos
			p.Line = line
			f.Chain = append(f.Chain, p)
		}
		return f
	}
	for _, test := range []struct {
		finding ruletest.Finding
		want    bool
	}{
		{at(10), true},
		{at(7), true},
		{at(3), false}, // flags the go statement
		{at(3, 5), false},
		{at(3, 10), true},
		{at(5, 7), true},
		{at(6, 10), false},
	} {
		if got := k.hit(test.finding); got != test.want {
			t.Errorf("line %d, chain %v: %v, want %v", test.finding.Pos.Line, test.finding.Chain, got, test.want)
		}
	}
}
