package main

import (
	"encoding/json"
	"net/http"
)

// postRestore refuses a file whole, with an empty answer, for one job that is not valid or whose parent is not in it.
// Otherwise it answers 200 whatever becomes of the jobs: a JSON text that holds the list of results.
func (a *agent) postRestore(w http.ResponseWriter, r *http.Request) {
	file, _, err := r.FormFile("file")
	if err != nil {
		w.WriteHeader(404)
		return
	}
	defer file.Close()
	var sent []apiJob
	if err := json.NewDecoder(file).Decode(&sent); err != nil {
		w.WriteHeader(400)
		return
	}
	children := map[string][]job{}
	names := map[string]bool{"": true}
	for _, in := range sent {
		j, err := in.job()
		if err != nil {
			w.WriteHeader(400)
			return
		}
		children[j.ParentJob] = append(children[j.ParentJob], j)
		names[j.Name] = true
	}
	for parent := range children {
		if !names[parent] {
			w.WriteHeader(400)
			return
		}
	}
	list, err := json.Marshal(a.restore(children, "", []string{}))
	if err != nil {
		panic(err) // a list of strings
	}
	answer(w, 200, string(list))
}

// restore stores the children of a job, each with its own after it; those of one that failed are not tried.
func (a *agent) restore(children map[string][]job, parent string, results []string) []string {
	for _, j := range children[parent] {
		if err := a.submit(setJob, j.encode()); err != nil {
			results = append(results, "fail create "+j.Name)
			continue
		}
		results = a.restore(children, j.Name, append(results, "success create "+j.Name))
	}
	return results
}
