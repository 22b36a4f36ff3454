package good

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
)

// 80. What was read is asked for twice, and gives the same answer.
func scansTheCount(text string) error {
	answer := make(chan int)
	var n int
	_, err := fmt.Sscan(text, &n)
	if n == 0 {
		go func() { answer <- 1 }()
	}
	if n == 0 {
		<-answer
	}
	return err
}

// 81. What is decoded goes elsewhere.
type bill struct {
	Paid  bool
	Price int
}

func decodesTheBill(text []byte) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var o, other bill
	_ = json.Unmarshal(text, &other)
	if !o.Paid {
		<-answer
	}
}

// 82. The function looks only.
func walksForNothing(dir string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var first string
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path == first {
			return fs.SkipAll
		}
		return err
	})
	if first == "" {
		<-answer
	}
}

// 83. A copy.
func asksTheCaller(fill func(bool)) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	found := false
	fill(found)
	if !found {
		<-answer
	}
}

// 85. Another field.
func (o *bill) price(with string) { o.Price = len(with) }

func paysTheBill(with string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	o := &bill{}
	o.price(with)
	if !o.Paid {
		<-answer
	}
}

// 86. The method has the value only.
type mark string

func (m mark) set(to string) string { return string(m) + to }

func setsTheMark(to string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var m mark
	_ = m.set(to)
	if m == "" {
		<-answer
	}
}
