package store

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// A Keyer makes keys for the packages of one run.
type Keyer struct {
	base    string
	exports sync.Map // export file to func() (string, error)
}

// NewKeyer returns a keyer for runs of this very executable; settings is all
// that changes results and lies in no file.
func NewKeyer(exe Digest, settings string, env load.Env) *Keyer {
	return &Keyer{base: fmt.Sprintf("%x\n%s\n%s %s %s\n", exe, settings, env.GOVERSION, env.GOOS, env.GOARCH)}
}

// Content is what the files say of a package: the same for every use of it.
type Content struct {
	Sum   Digest
	Files map[string]Digest
}

// Content reads the files of a package and the identity of what it imports.
// Names are relative to the package, so that two checkouts can share entries.
func (k *Keyer) Content(p *load.Package) (*Content, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%s%s %s %s %v\n", k.base, p.ID, p.Name, p.ForTest, p.RawCgo)
	if m := p.Module; m != nil {
		fmt.Fprintf(h, "module %s %s %s\n", m.Path, m.Version, m.GoVersion)
	}
	c := &Content{Files: make(map[string]Digest, len(p.Files))}
	for _, file := range p.Files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		c.Files[file] = sum
		fmt.Fprintf(h, "file %s %x\n", filepath.Base(file), sum)
	}
	for _, list := range [][]string{p.Other, p.Ignored} {
		for _, file := range list {
			fmt.Fprintf(h, "name %s\n", filepath.Base(file))
		}
	}
	for _, dep := range p.Deps {
		id, err := k.export(dep)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "import %s %s\n", dep.ID, id)
	}
	c.Sum = sum(h)
	return c, nil
}

func (k *Keyer) export(p *load.Package) (string, error) {
	if p.Export == "" {
		if len(p.Files) == 0 {
			return "", nil
		}
		return "", fmt.Errorf("no export data of %s", p.ID)
	}
	id, _ := k.exports.LoadOrStore(p.Export, sync.OnceValues(func() (string, error) { return exportID(p.Export) }))
	return id.(func() (string, error))()
}

// Key returns the key of one use of the content.
func (c *Content) Key(use string) Digest {
	return sha256.Sum256(append(c.Sum[:], use...))
}

// Executable returns the digest of the running program.
func Executable() (Digest, error) {
	name, err := os.Executable()
	if err != nil {
		return Digest{}, err
	}
	f, err := os.Open(name)
	if err != nil {
		return Digest{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return Digest{}, err
	}
	return sum(h), nil
}

func sum(h hash.Hash) (d Digest) {
	h.Sum(d[:0])
	return d
}
