package oracle_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore/oracle"
)

// harness runs every program many times by the real scheduler, and writes the
// lines at which the runtime says that a goroutine has leaked.
const harness = `package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

func noise() time.Duration {
	for range rand.IntN(3) {
		runtime.Gosched()
	}
	if rand.IntN(40) == 0 {
		time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
	}
	return time.Duration(rand.IntN(300)) * time.Microsecond
}

func flip() bool { return rand.IntN(2) == 0 }

func run(p func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), noise())
	_ = cancel // the caller's time runs out, sooner or later
	p(ctx)
}

func main() {
	for range %d {
		for _, p := range programs {
			go run(p)
		}
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	var text strings.Builder
	if err := pprof.Lookup("goroutineleak").WriteTo(&text, 1); err != nil {
		panic(err)
	}
	at := regexp.MustCompile("/p\\.go:([0-9]+)$")
	inner := false
	for in := bufio.NewScanner(strings.NewReader(text.String())); in.Scan(); {
		m := at.FindStringSubmatch(in.Text())
		if m != nil && !inner {
			fmt.Println(m[1])
		}
		inner = strings.HasPrefix(in.Text(), "#") && (inner || m != nil)
	}
	if os.Getenv("PROFILE") != "" {
		fmt.Fprint(os.Stderr, text.String())
	}
}
`

var profiled = flag.Int("profiled", 100, "programs to run under the leak profile")

// TestProfile asks the runtime whether the oracle is right: no goroutine leaks
// under the real scheduler that Search says cannot.
func TestProfile(t *testing.T) {
	n, turns := *profiled, 60
	programs, truths := batch(t, n)
	src := oracle.Print("main", programs, true)
	lines := execute(t, src, turns)
	shown := 0
	for _, line := range lines {
		i, id := src.Of[line], src.By[line]
		if id == 0 {
			t.Errorf("a leak at line %d, which is no statement", line)
			continue
		}
		if _, held := truths[i].Held[id]; !held {
			t.Errorf("line %d leaks, and is not in %v:\n%s", src.At[i][id], truths[i].Held, oracle.Print("p", programs[i:i+1], false).Text)
		} else {
			shown++
		}
	}
	all := 0
	for _, truth := range truths {
		all += len(truth.Held)
	}
	t.Logf("%d programs, %d statements can be blocked for ever, %d of them shown", len(programs), all, shown)
	if shown < all/2 {
		t.Errorf("the comparison is weak: %d of %d", shown, all)
	}
}

// batch returns programs that neither end the process nor keep it busy.
func batch(t *testing.T, n int) (programs []*oracle.Program, truths []oracle.Truth) {
	for seed := uint64(1 << 32); len(programs) < n; seed++ {
		p := oracle.Seeded(seed)
		truth := oracle.Search(t, p, oracle.Limit{Runs: 3000, Steps: 300})
		if truth.Fault != nil {
			t.Fatal(truth.Fault)
		}
		if truth.Complete && truth.Crashes == nil && !truth.Spins {
			programs, truths = append(programs, p), append(truths, truth)
		}
	}
	return programs, truths
}

func execute(t *testing.T, src oracle.Source, turns int) []int {
	dir := t.TempDir()
	var list strings.Builder
	list.WriteString("package main\n\nimport \"context\"\n\nvar programs = []func(context.Context){\n")
	for i, ctx := range src.Ctx {
		args := "flip"
		if ctx {
			args = "ctx, flip"
		}
		fmt.Fprintf(&list, "\tfunc(ctx context.Context) { P%d(%s) },\n", i, args)
	}
	list.WriteString("}\n")
	for name, text := range map[string]string{
		"go.mod":  "module batch\n\ngo 1.26\n",
		"main.go": fmt.Sprintf(harness, turns),
		"list.go": list.String(),
		"p.go":    src.Text,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command("go", "run", ".")
	run.Dir = dir
	run.Env = append(os.Environ(), "GOEXPERIMENT=goroutineleakprofile", "GOWORK=off", "GOFLAGS=")
	var fail strings.Builder
	run.Stderr = &fail
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &fail)
	}
	seen := map[int]bool{}
	var lines []int
	for _, word := range strings.Fields(string(out)) {
		var line int
		if _, err := fmt.Sscan(word, &line); err == nil && !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	return lines
}
