package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// spawnMap is what these tests read of the JSON form.
type spawnMap struct {
	Packages []struct {
		Owners []struct {
			Spawns []struct {
				At struct {
					File string
					Line int
				}
				Goroutines *struct {
					Count, Sites int
					Blocks       []struct {
						State, File string
						Line        int
					}
				}
			}
		}
	}
	Profile struct {
		Form, Name                 string
		Goroutines, Matched, Sites int
		Unmatched                  []struct{ Count int }
	}
}

// lines says for each spawn with goroutines where it is, how many there are,
// from how many spawns they may be, and where they wait.
func (m *spawnMap) lines() (out []string) {
	for _, p := range m.Packages {
		for _, o := range p.Owners {
			for _, s := range o.Spawns {
				if g := s.Goroutines; g != nil {
					for _, b := range g.Blocks {
						out = append(out, fmt.Sprintf("%s:%d %d/%d %s %s:%d", s.At.File, s.At.Line, g.Count, g.Sites, b.State, b.File, b.Line))
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

func mapWithProfile(t *testing.T, dir, profile string) *spawnMap {
	t.Helper()
	out := goCommand(t, dir, nil, binary, "map", "-json", "-profile", profile)
	m := new(spawnMap)
	require.NoError(t, json.Unmarshal(out, m))
	return m
}

func goCommand(t *testing.T, dir string, env []string, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(append(os.Environ(), environment(t)...), "GOWORK=off", "PWD="+dir), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return out
}

// TestProfile joins the profiles of a program that leaks with its map, built
// here and as if elsewhere.
func TestProfile(t *testing.T) {
	dir, err := filepath.Abs("testdata/leaky")
	require.NoError(t, err)
	want := []string{
		"main.go:20 3/1 chan send main.go:21",
		"main.go:26 1/1 chan receive main.go:27",
		"main.go:29 1/1 sync.WaitGroup.Wait main.go:69",
		"main.go:32 1/1 chan receive main.go:75",
		"main.go:34 1/1 select (no cases) main.go:35",
		"main.go:39 1/1 chan send main.go:40",
	}
	for _, flag := range []string{"-trimpath=false", "-trimpath"} {
		t.Run(flag, func(t *testing.T) {
			tmp := t.TempDir()
			program := filepath.Join(tmp, "leaky.exe")
			goCommand(t, dir, nil, "go", "build", flag, "-o", program, ".")
			goCommand(t, dir, nil, program, tmp)

			m := mapWithProfile(t, dir, filepath.Join(tmp, "goroutine.txt"))
			require.Equal(t, append(slices.Clone(want),
				"work/work.go:17 1/1 sync.Mutex.Lock work/work.go:22",
				"work/work.go:18 1/1 sync.Mutex.Lock work/work.go:22",
			), m.lines())
			require.Equal(t, "debug=2 goroutine 11 10 8", fmt.Sprint(m.Profile.Form, " ", m.Profile.Name, " ", m.Profile.Goroutines, m.Profile.Matched, m.Profile.Sites))

			// Without creation sites, two spawns of one function are one.
			m = mapWithProfile(t, dir, filepath.Join(tmp, "goroutine.pb.gz"))
			require.Equal(t, append(slices.Clone(want),
				"work/work.go:17 2/2 sync.Mutex.Lock work/work.go:22",
				"work/work.go:18 2/2 sync.Mutex.Lock work/work.go:22",
			), m.lines())
			require.Equal(t, 10, m.Profile.Matched)
			require.Len(t, m.Profile.Unmatched, 1, "the main goroutine")
		})
	}
}

// TestLeakProfile joins the runtime's own leak profile with the map, for a
// defect that was found in the wild.
func TestLeakProfile(t *testing.T) {
	const kernel = "Cockroach10214"
	source := filepath.Join(strings.TrimSpace(string(goCommand(t, ".", nil, "go", "env", "GOROOT"))), "src/runtime/testdata/testgoroutineleakprofile")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module kernels\n\ngo 1.26.0\n"), 0o666))
	for _, name := range []string{"main.go", "goker/" + strings.ToLower(kernel) + ".go"} {
		src, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Skipf("NOT TESTED: this Go has no leak kernels: %v", err)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(name)), src, 0o666))
	}
	build := exec.Command("go", "build", "-o", "kernels.exe", ".")
	build.Dir = dir
	build.Env = append(append(os.Environ(), environment(t)...), "GOWORK=off", "GOEXPERIMENT=goroutineleakprofile")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED: this Go has no leak profile: %v\n%s", err, out)
	}
	profile := goCommand(t, dir, []string{"GOMAXPROCS=1"}, filepath.Join(dir, "kernels.exe"), kernel)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "profile.txt"), profile, 0o666))

	m := mapWithProfile(t, dir, "profile.txt")
	require.Equal(t, "goroutineleak", m.Profile.Name)
	var sites []string
	for _, line := range m.lines() {
		site, _, _ := strings.Cut(line, " ")
		sites = append(sites, site)
		require.Contains(t, line, "sync.Mutex.Lock")
	}
	require.Equal(t, []string{"cockroach10214.go:123", "cockroach10214.go:124"}, slices.Compact(sites))
}
