package recipes_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A machine is a checkout, a build cache and a tool of its own; only the store
// is shared.
type machine struct {
	checkout, root, tool, prog string
}

// TestSharedCache analyses one module on two machines that share nothing but a
// cache server: the second runs the tool not once.
func TestSharedCache(t *testing.T) {
	cacher := cacheProgram(t)
	server := serve(t, filepath.Join(cacher, "go-cacher-server"))
	newMachine := func(name string) machine {
		root := t.TempDir()
		return machine{
			checkout: app(t, filepath.Join(root, name)),
			root:     root,
			tool:     build(t, filepath.Join(root, "source-of-"+name)),
			prog:     filepath.Join(cacher, "go-cacher") + " -verbose -cache-dir=" + root + "/files -cache-server=http://" + server,
		}
	}
	one, two := newMachine("one"), newMachine("elsewhere")
	if read(t, one.tool) != read(t, two.tool) {
		t.Fatal("two machines build two tools: neither can use what the other has analysed")
	}

	first := one.vet(t, one.checkout)
	if first.analysed == 0 || len(first.findings) == 0 {
		t.Fatalf("the first machine analysed %d packages and found %q", first.analysed, first.findings)
	}
	equal(t, "found by go vet, by the command", first.findings, byCommand(t, one.checkout))

	// What is replayed is the first machine's output, folder and all.
	second := two.vet(t, one.checkout)
	if second.analysed != 0 || second.hits == "0" {
		t.Errorf("the second machine analysed %d packages, with %s hits", second.analysed, second.hits)
	}
	equal(t, "found on the second machine", second.findings, first.findings)
	t.Logf("first machine: %d units analysed, %s hits; second: %d analysed, %s hits", first.analysed, first.hits, second.analysed, second.hits)

	// A change is analysed, and whatever depends on its facts; no more.
	write(t, filepath.Join(two.checkout, "mid/mid.go"), "package mid\n\nfunc Nap() {}\n")
	third := two.vet(t, "")
	if third.analysed == 0 || third.analysed > 4 { // mid, top, its test variant, mid for others
		t.Errorf("after a change of one package, %d units are analysed", third.analysed)
	}
}

// TestOwnCache shares the command's own results in the same way.
func TestOwnCache(t *testing.T) {
	cache := "-cache=" + t.TempDir()
	env := []string{"GOFLAGS=-trimpath"}
	one, two := app(t, t.TempDir()), app(t, t.TempDir())
	first := run(t, one, env, "cancelcheck", "-stats", cache)
	second := run(t, two, env, "cancelcheck", "-stats", cache)
	if !strings.Contains(second.stderr, "analysed 0, ") {
		t.Errorf("the second machine analyses something:\n%s", second.stderr)
	}
	if first.stdout != second.stdout || !strings.Contains(second.stdout, finding) {
		t.Errorf("the second machine prints\n%s\nthe first\n%s", second.stdout, first.stdout)
	}
}

// cacheProgram builds the cache program and its server, as go install does.
func cacheProgram(t *testing.T) (dir string) {
	t.Helper()
	script := block(t, "shared-cache.md", "sh", "go install github.com/bradfitz")
	dir = t.TempDir()
	for _, m := range regexp.MustCompile(`go install (\S+)@latest`).FindAllStringSubmatch(script, -1) {
		must(t, ".", nil, "go", "build", "-o", dir, m[1])
	}
	return dir
}

// serve starts the server on a free port and waits until it answers.
func serve(t *testing.T, server string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	l.Close()
	cmd := exec.Command(server, "-cache-dir="+t.TempDir(), "-listen="+address)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has no other end
		<-exited
	})
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return address
		}
		select {
		case err := <-exited:
			exited <- err
			t.Fatalf("the server ended: %v\n%s", err, stderr.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// build makes the tool from a copy of the sources, as on another machine.
func build(t *testing.T, copied string) string {
	t.Helper()
	for _, name := range []string{"go.mod", "go.sum"} {
		write(t, filepath.Join(copied, name), read(t, filepath.Join(checkout, name)))
	}
	for _, top := range []string{"analyzer", "cmd"} {
		err := filepath.WalkDir(filepath.Join(checkout, top), func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir():
				return nil
			}
			rel, err := filepath.Rel(checkout, name)
			write(t, filepath.Join(copied, rel), read(t, name))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	script := block(t, "shared-cache.md", "sh", "go build -trimpath")
	must(t, copied, []string{"GOWORK=off"}, "bash", "-c", script)
	return filepath.Join(copied, "cancelcheck")
}

// A vetting is what go vet did and found.
type vetting struct {
	analysed int    // invocations of the tool
	hits     string // of the cache program
	findings []string
}

// vet runs the recipe; the findings are relative to a folder.
func (m machine) vet(t *testing.T, relative string) vetting {
	t.Helper()
	command := strings.TrimSpace(block(t, "shared-cache.md", "sh", "go vet -trimpath"))
	command = strings.Replace(command, "go vet", "go vet -x -json", 1)
	env := []string{"GOCACHE=" + m.root + "/gocache", "GOCACHEPROG=" + m.prog, "CANCELCHECK=" + m.tool}
	r := run(t, m.checkout, env, "bash", "-c", command)
	if r.status != 0 {
		t.Fatalf("exit status %d\n%s", r.status, r.stderr)
	}
	v := vetting{hits: "no"}
	for line := range strings.Lines(r.stderr) {
		if strings.HasSuffix(strings.TrimSpace(line), "vet.cfg") && strings.Contains(line, "cancelcheck") {
			v.analysed++
		}
	}
	if stats := regexp.MustCompile(`gets \((\d+) hits`).FindStringSubmatch(r.stderr); stats != nil {
		v.hits = stats[1]
	}
	v.findings = vetFindings(t, relative, r.stdout)
	return v
}

// vetFindings reads what go vet -json prints.
func vetFindings(t *testing.T, root, out string) []string {
	t.Helper()
	var list []string
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var unit map[string]map[string][]struct{ Category, Posn, Message string }
		if err := dec.Decode(&unit); err != nil {
			t.Fatal(err)
		}
		for _, byRule := range unit {
			for rule, diagnostics := range byRule {
				for _, d := range diagnostics {
					posn := strings.TrimPrefix(d.Posn, root+string(os.PathSeparator))
					part := strings.Split(filepath.ToSlash(posn), ":")
					list = append(list, canonical(part[0], part[1], part[2], rule, d.Category, d.Message))
				}
			}
		}
	}
	slices.Sort(list)
	return list
}
